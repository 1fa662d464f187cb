import Foundation
import GRDB

/// How it stands with the key that opens a vault.
package enum VaultKeyStatus: Hashable, Sendable {
  /// Nothing is sealed, so there is no key; the next sign-in makes one.
  case notNeeded

  /// It is there and opens what is sealed. Seconds until it goes by itself, where it has a time limit
  /// that its place tells.
  case present(secondsLeft: Int?)

  /// It is gone, or another one took its place: what is sealed cannot be opened any more.
  case lost
}

extension Vault {
  /// Asks the place of the vault key for it, without changing anything.
  ///
  /// - Parameter seconds: how long to wait for a helper program.
  /// - Throws: ``VaultError`` when the place does not answer, or the vault cannot be read.
  package func keyStatus(waitingAtMost seconds: Int) throws(VaultError) -> VaultKeyStatus {
    let keys = self.keys.waiting(atMost: seconds)
    let recorded = try file.read { db in
      try Data.fetchOne(db, sql: "SELECT key_id FROM vault")
    }
    guard let recorded else {
      try keys.probe()
      return .notNeeded
    }
    guard let key = try keys.load(), key.id == recorded else { return .lost }
    return .present(secondsLeft: try keys.secondsLeft())
  }
}
