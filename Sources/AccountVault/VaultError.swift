package import AccountModel
import GRDB

/// Why the vault could not do what was asked. It carries facts; the words for people are elsewhere.
package enum VaultError: Error, Hashable, Sendable {
  /// The key that sealed this is gone or was replaced by another: signing in again helps.
  case keyLost

  /// What is stored was changed by something else than epswitch, or moved from another row.
  case sealBroken

  /// The records are not as epswitch wrote them: something else changed, removed or added some.
  case changed(path: String)

  /// A session was forgotten, but the vault key could not be replaced, so a copy of the vault that
  /// was made before can still be opened.
  indirect case keyNotReplaced(VaultError)

  /// The vault key was removed, but the records could not be: nothing in them can be opened any more.
  indirect case recordsNotRemoved(VaultError)

  /// Another process held the vault for so many seconds.
  case busy(seconds: Int)

  /// The vault was written by a newer epswitch; it was left alone.
  case newerVault(path: String, version: Int)

  /// The file is not a vault, or damaged; it was left alone.
  case corrupt(path: String)

  /// Using this file or folder would be unsafe.
  case unsafe(path: String, UnsafePath)

  /// The system refused to work on a file.
  case unusable(path: String, errno: Int32)

  /// SQLite failed in a way that has no name here.
  case database(path: String, code: Int32, reason: String)

  /// The kernel refuses its key service, as containers often do.
  case keyringUnavailable(reason: String)

  /// What is kept as the vault key is not a valid key.
  case keyMalformed(source: VaultKeySource)

  /// The program `docker-credential-NAME` is not installed.
  case helperMissing(HelperName)

  /// The helper answered with an error.
  case helperFailed(HelperName, reason: String)

  /// The helper did not answer within so many seconds and was ended.
  case helperTimedOut(HelperName, seconds: Int)

  /// There is no such session, or not any more.
  case noSession(SessionID)

  /// The account is not in the roster, or not any more.
  case noAccount(AccountID)
}

/// What makes a file or folder unfit to hold secrets.
package enum UnsafePath: Hashable, Sendable {
  case symbolicLink

  /// Neither a plain file nor a folder, or one where the other was expected.
  case wrongKind

  case foreignOwner(userID: UInt32)

  /// The file has another name too, which may be where others can write.
  case hardLink

  /// A file that a vault never has, and that SQLite would use.
  case unexpected

  /// Others may read or write it; the mode is its permission bits.
  case open(mode: UInt32)
}

// MARK: - SQLite

/// A column holds a word that no epswitch of this schema writes.
struct UnknownValue: Error {}

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
    } catch is ChangedRecord {
      throw .changed(path: path)
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
