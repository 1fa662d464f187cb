import AccountCore
import AccountModel
import AccountVault

extension CommandContext {
  /// The account a command acts as: the one given, else the one `EPSWITCH_ACCOUNT` names for this
  /// terminal, else the one switched to.
  ///
  /// - Throws: ``AccountCore/Failure/noAccountSelected`` when there is none of them.
  func actingAccount(
    _ given: String? = nil, in summary: SessionSummary
  ) throws(Failure) -> Account {
    guard let named = given ?? environment.account else { return try summary.requireAccount() }
    return try vault.account(matching: named, in: summary)
  }

  /// Like ``actingAccount(_:in:)`` for a session at hand; `nil` when no account is chosen.
  func actingID(in session: Session) throws(Failure) -> AccountID? {
    guard let named = environment.account else { return session.selected }
    return try session.roster.requireAccount(matching: named).id
  }
}
