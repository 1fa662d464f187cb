import GRDB
import GRDBSQLite
import Synchronization

/// Tells whether the file of a vault was changed, over a connection of its own: the one that writes
/// may wait for other processes, and whoever asks this may not.
final class ChangeWatch: Sendable {
  private struct Handles {
    var database: OpaquePointer?
    var statement: OpaquePointer?
  }

  private let handles: Mutex<Handles>

  /// SQLite opens the log through it, and only when it is asked.
  private let folder: KeptFolder

  /// - Parameter folder: where the vault is.
  /// - Throws: `DatabaseError`.
  init(in folder: KeptFolder) throws {
    self.folder = folder
    var opened = Handles()
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
    var code = sqlite3_open_v2(
      folder.path(of: VaultFolder.vaultFile), &opened.database, flags, nil)
    if code == SQLITE_OK {
      code = sqlite3_prepare_v2(opened.database, "PRAGMA data_version", -1, &opened.statement, nil)
    }
    guard code == SQLITE_OK else {
      sqlite3_close_v2(opened.database)
      throw DatabaseError(resultCode: ResultCode(rawValue: code))
    }
    handles = Mutex(opened)
  }

  deinit {
    handles.withLock { handles in
      _ = sqlite3_finalize(handles.statement)
      _ = sqlite3_close_v2(handles.database)
    }
  }

  /// Another number after each change by another connection
  /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
  ///
  /// - Throws: `DatabaseError`.
  func version() throws -> Int {
    try handles.withLock { handles in
      defer { sqlite3_reset(handles.statement) }
      let code = sqlite3_step(handles.statement)
      guard code == SQLITE_ROW else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
      return Int(sqlite3_column_int64(handles.statement, 0))
    }
  }
}
