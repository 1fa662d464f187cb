import GRDB

extension VaultError {
  /// Seconds a connection waits for another process.
  static let busyTimeout = 5

  /// Runs database work and turns whatever it throws into a vault error.
  static func translating<Value>(
    path: String, _ work: () throws -> Value
  ) throws(VaultError) -> Value {
    do {
      return try work()
    } catch let error as VaultError {
      throw error
    } catch let error as DatabaseError {
      throw VaultError(error, path: path)
    } catch {
      // GRDB's own errors say that a column held what it must not hold.
      throw .corrupt(path: path)
    }
  }

  private init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(seconds: Self.busyTimeout)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
    default:
      self = .database(
        path: path, code: error.extendedResultCode.rawValue, reason: error.message ?? "")
    }
  }
}
