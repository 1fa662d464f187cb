package import AccountModel
import Foundation

/// Why work under a renewal lock was not done, or failed.
package enum RenewalLockError<WorkFailure: Error>: Error {
  /// The lock could not be taken: ``VaultError/busy(seconds:)`` when others held it too long,
  /// ``VaultError/noSession(_:)`` when there is no vault.
  case vault(VaultError)

  /// The task was cancelled while it waited.
  case cancelled

  /// The work was done under the lock and failed.
  case work(WorkFailure)
}

extension RenewalLockError: Equatable where WorkFailure: Equatable {}

extension Vault {
  /// Does work while nobody else renews tokens of the session, in this process or another, so that
  /// many who find the same token expired cause one request: who had to wait looks into the vault
  /// first.
  ///
  /// The lock is given back when the work ends, however it ends; the kernel gives back that of a
  /// process that was killed.
  ///
  /// - Parameter limit: how long to wait for the lock; the work itself is not limited.
  nonisolated(nonsending) package func withRenewalLock<Value, WorkFailure: Error>(
    for session: SessionID, waitingAtMost limit: Duration,
    _ work: nonisolated(nonsending) () async throws(WorkFailure) -> Value
  ) async throws(RenewalLockError<WorkFailure>) -> Value {
    let lock = try Self.asLockError(WorkFailure.self) { () throws(VaultError) in
      guard let lock = try file.lock(at: session.lockPosition) else { throw .noSession(session) }
      return lock
    }
    let deadline = ContinuousClock.now + limit
    while try !Self.asLockError(WorkFailure.self, lock.attempt) {
      guard ContinuousClock.now < deadline else {
        throw .vault(.busy(seconds: Int(limit.components.seconds)))
      }
      do {
        // At random, so that those who wait do not all ask at the same moment.
        try await Task.sleep(for: .milliseconds(.random(in: 5...20)))
      } catch {
        throw .cancelled
      }
    }
    defer { lock.release() }
    do throws(WorkFailure) {
      return try await work()
    } catch {
      throw .work(error)
    }
  }

  private static func asLockError<Value, WorkFailure: Error>(
    _: WorkFailure.Type, _ work: () throws(VaultError) -> Value
  ) throws(RenewalLockError<WorkFailure>) -> Value {
    do throws(VaultError) {
      return try work()
    } catch {
      throw .vault(error)
    }
  }
}

extension SessionID {
  /// The byte of the lock file that stands for the session: 60 bits of its digest, and never
  /// ``VaultFile/schemaLock``.
  fileprivate var lockPosition: Int64 { Int64(digest.prefix(15), radix: 16)! + 1 }
}
