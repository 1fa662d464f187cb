import AccountModel
import AccountViewModel
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
    guard isTerminal else {
      return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    }
    let table = [["", "NAME", "ACCOUNT ID", "EXPIRES IN"]] + rows
    let widths = (0..<4).map { column in table.map { $0[column].cellCount }.max() ?? 0 }
    return table.map { row in
      (0..<4).map { column in
        fit(row[column], widths[column], align: column == 3 ? .trailing : .leading)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
