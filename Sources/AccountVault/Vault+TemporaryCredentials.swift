package import AccountModel
package import Foundation
import GRDB

/// A user name that epswitch is about to give a member at a store, or has given and not taken away
/// yet. It holds no secret: the password is in the memory of the process that made it alone.
package struct TemporaryCredential: Hashable, Sendable {
  package let store: Store
  package let realmID: String
  package let memberID: String

  /// The ID of the password profile.
  package let profileID: String

  /// Random: no other info at any store has it.
  package let username: String

  /// By this machine's clock.
  package let created: Date

  package init(
    store: Store, realmID: String, memberID: String, profileID: String, username: String,
    created: Date
  ) {
    self.store = store
    self.realmID = realmID
    self.memberID = memberID
    self.profileID = profileID
    self.username = username
    self.created = created
  }
}

// What has to be deleted at a store, kept until it is. It is read and written without the vault key
// and survives signing out.
extension Vault {
  /// Keeps that a credential may exist at the store from now on. It is on the disk when this
  /// returns.
  package func saveTemporaryCredential(
    _ credential: TemporaryCredential
  ) throws(VaultError) {
    try file.write { db in
      try db.execute(
        sql: """
          INSERT INTO temporary_credential
            (username, origin, client_id, realm_id, member_id, profile_id, created)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          credential.username, credential.store.endpoint.origin, credential.store.clientID,
          credential.realmID, credential.memberID, credential.profileID,
          credential.created.timeIntervalSinceReferenceDate,
        ])
    }
    file.flushLog()
  }

  /// Forgets a credential that is not at the store any more.
  package func forgetTemporaryCredential(
    _ credential: TemporaryCredential
  ) throws(VaultError) {
    _ = try file.remove { db in
      try db.execute(
        sql: "DELETE FROM temporary_credential WHERE username = ?",
        arguments: [credential.username])
    }
  }

  /// The credentials that may still be at their stores, the oldest first.
  package func temporaryCredentials() throws(VaultError) -> [TemporaryCredential] {
    try file.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT origin, client_id, realm_id, member_id, profile_id, username, created
          FROM temporary_credential ORDER BY created, username
          """
      ).map { row in
        TemporaryCredential(
          store: Store(
            endpoint: try Endpoint(row.decode(String.self, atIndex: 0)),
            clientID: try row.decode(String.self, atIndex: 1)),
          realmID: try row.decode(String.self, atIndex: 2),
          memberID: try row.decode(String.self, atIndex: 3),
          profileID: try row.decode(String.self, atIndex: 4),
          username: try row.decode(String.self, atIndex: 5),
          created: Date(timeIntervalSinceReferenceDate: try row.decode(Double.self, atIndex: 6)))
      }
    } ?? []
  }

  /// Does work as the one that answers for a credential. The kernel gives the lock of a process that
  /// was killed back, so that another one can clean up.
  ///
  /// - Returns: `nil` when another process answers for it.
  package func owning<Value: Sendable, Failure: Error>(
    _ credential: TemporaryCredential, _ work: () async throws(Failure) -> Value
  ) async throws(RenewalLockError<Failure>) -> Value? {
    let lock: VaultLock
    do throws(VaultError) {
      guard let found = try file.lock(at: credential.lockPosition), try found.attempt() else {
        return nil
      }
      lock = found
    } catch {
      throw .vault(error)
    }
    defer { lock.release() }
    do throws(Failure) {
      return try await work()
    } catch {
      throw .work(error)
    }
  }
}

extension TemporaryCredential {
  /// The byte of the lock file that stands for the credential, see `SessionID.lockPosition`.
  fileprivate var lockPosition: Int64 {
    let digest = hexDigest(of: lengthPrefixed(["epswitch-temporary-credential-1", username]))
    return Int64(digest.prefix(15), radix: 16)! + 1
  }
}
