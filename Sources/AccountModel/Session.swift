package import Foundation

/// How an account member signs in. The raw values are the words of the command line.
package enum Mechanism: String, Sendable, CaseIterable {
  case password
  case oidc
  case passwordless
  case selfSignup = "self-signup"
  case customer
  /// A token someone already held, turned into a session by the switch mechanism.
  case token
}

/// Who is signed in.
package struct AccountMember: Hashable, Sendable {
  /// The store's ID of the member, cleaned; older stores do not tell it, then a substitute.
  package let id: String

  /// What the member typed to sign in, where something was typed.
  package let username: String?

  /// What the store calls the member, cleaned; `nil` when it did not say.
  package let name: String?

  /// The member's e-mail address as the store has it, cleaned; `nil` when it did not say.
  package let email: String?

  package init(id: String, username: String?, name: String? = nil, email: String? = nil) {
    self.id = id
    self.username = username
    self.name = name
    self.email = email
  }

  /// The name, where it is known, without the e-mail address.
  package var shortName: String { name ?? email ?? username ?? id }

  /// What a person recognises: name and e-mail address, as far as they are known, else the user
  /// name, else the ID.
  package var displayName: String {
    switch (name, email) {
    case (let name?, let email?): "\(name) <\(email)>"
    case (let name?, nil): name
    case (nil, let email?): email
    case (nil, nil): username ?? id
    }
  }
}

/// A session without its roster: who is signed in, and the account chosen for them. It holds no
/// secret: tokens stay in the vault.
package struct SessionSummary: Hashable, Sendable {
  package let id: SessionID
  package let member: AccountMember

  /// How the member signed in last.
  package let mechanism: Mechanism

  /// The account chosen by `epswitch switch`, if one was chosen and is still in the roster.
  package let selected: Account?

  /// The account chosen before, which `switch -` goes back to.
  package let previous: AccountID?

  package let clock: ServerClock

  /// When the roster was fetched, by the store's clock.
  package let fetchedAt: Date

  /// What the store calls the profile that the member signed in to, cleaned; `nil` when it is not
  /// known.
  package let profileName: String?

  /// Tells which of two sessions the member signed in to later: the greater one.
  package let signInRevision: Int64

  /// Who acts as the member; `nil` when the member does.
  package let impersonator: CleanText?

  package init(
    id: SessionID, member: AccountMember, mechanism: Mechanism, selected: Account?,
    previous: AccountID?, clock: ServerClock, fetchedAt: Date, profileName: String? = nil,
    signInRevision: Int64 = 0, impersonator: CleanText? = nil
  ) {
    self.id = id
    self.member = member
    self.mechanism = mechanism
    self.selected = selected
    self.previous = previous
    self.clock = clock
    self.fetchedAt = fetchedAt
    self.profileName = profileName
    self.signInRevision = signInRevision
    self.impersonator = impersonator
  }

  package var store: Store { id.store }

  /// Whether the session is that of a customer, who is one identity and not the member of accounts.
  package var isCustomer: Bool { id.method == .customer }

  /// That somebody else acts as the member, and who: `impersonated by sam`; `nil` when the member
  /// does. Wherever a person is shown whose session it is, this is shown with it.
  package var impersonationMark: String? {
    guard case .impersonation = id.method else { return nil }
    return "impersonated by \(impersonator ?? "a support desk")"
  }

  /// Who is signed in as a person should see it, with ``impersonationMark``.
  package var memberLabel: String {
    member.displayName + (impersonationMark.map { " (\($0))" } ?? "")
  }
}

/// A session with its roster.
package struct Session: Equatable, Sendable {
  package let summary: SessionSummary
  package let roster: Roster

  package init(summary: SessionSummary, roster: Roster) {
    self.summary = summary
    self.roster = roster
  }

  package var id: SessionID { summary.id }
  package var store: Store { summary.id.store }
  package var member: AccountMember { summary.member }
  package var mechanism: Mechanism { summary.mechanism }
  package var clock: ServerClock { summary.clock }
  package var previous: AccountID? { summary.previous }
  package var isCustomer: Bool { summary.isCustomer }
  package var impersonationMark: String? { summary.impersonationMark }
  package var memberLabel: String { summary.memberLabel }

  /// The account chosen by `epswitch switch`, if one was chosen and is still in the roster.
  package var selectedAccount: Account? { summary.selected.flatMap { roster[$0.id] } }
  package var selected: AccountID? { selectedAccount?.id }
}
