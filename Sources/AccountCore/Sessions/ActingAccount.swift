package import AccountModel
import AccountVault
package import Foundation
import ProfileSettings

/// The account a command acts as, and why it is this one.
package struct ActingAccount: Sendable {
  /// What made the command act as this account.
  package enum Scope: Hashable, Sendable {
    /// An option of this command.
    case command
    /// `EPSWITCH_ACCOUNT`, for this terminal.
    case terminal
    /// What this terminal was shown or chose last; the default is another account by now.
    case shown
    /// What `epswitch switch` chose.
    case `default`
  }

  package let selector: SessionSelector
  package let session: SessionSummary
  package let account: Account
  package let scope: Scope

  /// The account that commands without a scope of their own act as, which others may have changed.
  package let defaultAccount: Account?

  /// The session of ``defaultAccount``; `nil` when nobody is signed in.
  let defaultSession: SessionSummary?

  /// Whether the person has it before their eyes: the prompt of this terminal shows it.
  package let isShownByPrompt: Bool

  /// The vault's revision all this was read at.
  let revision: Int64

  /// What tells the next command in this terminal what was shown, for `EPSWITCH_SHOWN`.
  package var shown: ShownAccount {
    ShownAccount(
      revision: revision, profile: selector.profile?.name, sessionDigest: session.id.digest,
      account: account.id)
  }

  /// What a person has to be told before the command acts; `nil` when the prompt shows it all.
  package var announcement: CleanText? {
    let mark: CleanText =
      session.impersonationMark.map { "; \(session.member.displayName) \($0)" } ?? ""
    let name: CleanText = "\(account.displayName) (\(account.id))\(mark)"
    if scope == .shown {
      let current = Self.summary(of: defaultAccount, in: defaultSession, besides: session)
      return "Acting as \(name), as shown in this terminal; the default is now \(current)."
    }
    return isShownByPrompt ? nil : "Acting as \(name)."
  }

  /// The default in words, with its member and store where these are others than those acted as.
  static func summary(
    of account: Account?, in session: SessionSummary?, besides shown: SessionSummary
  ) -> CleanText {
    guard let account else { return "nobody" }
    let name: CleanText = "\(account.displayName) (\(account.id))"
    guard let session, session.id != shown.id else { return name }
    return "\(name) of \(session.member.displayName) at \(session.store.endpoint)"
  }

  /// The store's time.
  package func serverNow(_ now: Date) -> Date { session.clock.now(local: now) }
}
