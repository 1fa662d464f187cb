package import Foundation

/// Something done as somebody, for those who must be able to say who acted as whom. It holds no
/// secret.
package struct AuditEvent: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case signIn = "sign-in"
    case `switch`
    case refresh
    /// Account credentials were handed out, to a shell, a file or standard output.
    case export
    /// A program ran as the account.
    case exec
    /// A request was sent as the account (`epswitch api`).
    case api
    /// Requests of other programs are forwarded as the account (`epswitch proxy`, `exec --proxy`).
    case proxy
    /// The storefront is shown as the account (`epswitch open`).
    case open
    case logout
    /// A support desk signed in as a member.
    case impersonate
  }

  package enum Result: String, Sendable, CaseIterable {
    case succeeded
    case failed
  }

  package let kind: Kind

  /// By this machine's clock.
  package let time: Date

  /// See `Store.key`.
  package let storeKey: String

  package let member: Party

  /// Whom the member acted as, where that is known.
  package let account: Party?

  package let result: Result

  /// Why: what the person gave as a reason, or what failed.
  package let reason: CleanText?

  /// What was done: the method and path of a request, the name of a program; never its
  /// arguments or a query, which may hold secrets.
  package let action: CleanText?

  /// Who acted as the member, see `SessionSummary.impersonator`.
  package let impersonator: CleanText?

  /// The member as a person should see it, with who acted as the member.
  package var memberLabel: String {
    member.name + (impersonator.map { " (impersonated by \($0))" } ?? "")
  }

  package init(
    kind: Kind, time: Date, storeKey: String, member: Party, account: Party?, result: Result,
    reason: CleanText?, action: CleanText? = nil, impersonator: CleanText? = nil
  ) {
    self.kind = kind
    self.time = time
    self.storeKey = storeKey
    self.member = member
    self.account = account
    self.result = result
    self.reason = reason
    self.action = action
    self.impersonator = impersonator
  }

  /// A member or an account as it was called then; both texts are cleaned.
  package struct Party: Hashable, Sendable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
      self.id = cleanText(id, limit: CleanText.limit)
      self.name = cleanText(name, limit: CleanText.limit)
    }

    /// The name of the member, and the user name they signed in with where that is another: a member
    /// and a support desk that acts as this member differ in it.
    package init(_ member: AccountMember) {
      let known = [member.displayName, member.email, member.name]
      let username = member.username.flatMap { known.contains($0) ? nil : $0 }
      self.init(
        id: member.id,
        name: member.displayName + (username.map { " (\(cleanText($0, limit: 80)))" } ?? ""))
    }

    package init(_ account: Account) {
      self.init(id: account.id.rawValue, name: account.name)
    }
  }
}
