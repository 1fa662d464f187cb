package import AccountModel
import GRDB

/// An account as the vault knows it.
package struct SavedAccount: Hashable, Sendable {
  package let account: Account

  /// How many records came before it in the store's own order, when it was last seen.
  package let position: Int

  package init(account: Account, position: Int) {
    self.account = account
    self.position = position
  }
}

// Every record that is read was found authentic in the same transaction.
extension Vault {
  /// A session with its whole roster, and what the roster lacks.
  package func session(_ id: SessionID) throws(VaultError) -> Session? {
    try read { db, _ in try SessionRow.find(id, in: db)?.session(in: db) }
  }

  /// A session without its roster: cheap, whatever the size of the roster.
  package func summary(of id: SessionID) throws(VaultError) -> SessionSummary? {
    try read { db, _ in try SessionRow.find(id, in: db)?.summary }
  }

  /// A session by its digest, see ``AccountModel/SessionID/digest``.
  package func summary(digest: String) throws(VaultError) -> SessionSummary? {
    try read { db, _ in try SessionRow.find(digest: digest, in: db)?.summary }
  }

  /// Every session of every store, the most recently used first: the last one that somebody signed
  /// in to or switched in.
  package func summaries() throws(VaultError) -> [SessionSummary] {
    try read { db, _ in try SessionRow.all(in: db).map(\.summary) } ?? []
  }

  /// One account of a session.
  package func account(
    _ account: AccountID, in id: SessionID
  ) throws(VaultError) -> SavedAccount? {
    try read { db, _ in try SessionRow.find(id, in: db)?.account(account, in: db) }
  }
}
