import AccountModel
import Foundation

/// The roster as a table for people; piped away, as lines of tab-separated fields.
struct RosterTable {
  let session: Session
  let acting: AccountID?
  let serverNow: Date

  init(_ session: Session, acting: AccountID?, now: Date) {
    self.session = session
    self.acting = acting
    serverNow = session.clock.now(local: now)
  }

  func text(isTerminal: Bool) -> String {
    let rows = session.roster.accounts.map { account in
      [
        account.id == acting ? "*" : "", account.displayName, account.id.rawValue,
        account.countdown(at: serverNow),
      ]
    }
    return TextTable(
      headings: ["", "NAME", "ACCOUNT ID", "EXPIRES IN"], rows: rows, trailing: 3
    ).text(isTerminal: isTerminal)
  }
}
