import AccountModel
import GRDB

/// The rows of `store`.
enum StoreRow {
  /// The row of a store, which is added when it is not there.
  static func id(of store: Store, in db: Database) throws -> Int64 {
    let arguments: StatementArguments = [store.endpoint.origin, store.clientID]
    let find = "SELECT id FROM store WHERE origin = ? AND client_id = ?"
    if let id = try Int64.fetchOne(db, sql: find, arguments: arguments) { return id }
    try db.execute(
      sql: "INSERT INTO store (origin, client_id) VALUES (?, ?)", arguments: arguments)
    return db.lastInsertedRowID
  }
}
