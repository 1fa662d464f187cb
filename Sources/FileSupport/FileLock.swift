import Foundation

/// A lock between processes (`flock`) on a file of its own: files that are replaced by each change
/// cannot be locked themselves, since the lock would stay with the old file.
///
/// The vault locks through a descriptor of its checked folder and has a lock of its own.
package struct FileLock: Sendable {
  package let path: String

  /// How long to wait for a process that holds the lock.
  package let limit: Duration

  package init(path: String, limit: Duration) {
    self.path = path
    self.limit = limit
  }

  /// Runs work while no other process or task runs any under the same lock. The lock ends with the
  /// process at the latest. The lock file is created with mode 0600 and stays.
  ///
  /// - Parameter failure: makes a ``FileError`` the caller's own.
  /// - Throws: what `failure` made of ``FileError/locked(path:limit:)`` or
  ///   ``FileError/system(path:code:)``, and what the work throws.
  package func hold<Value, Failure: Error>(
    failure: (FileError) -> Failure, _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(.last(at: path)) }
    defer { close(descriptor) }
    let deadline = ContinuousClock.now + limit
    // `flock` itself waits without a limit.
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw failure(.last(at: path)) }
      guard ContinuousClock.now < deadline else {
        throw failure(.locked(path: path, limit: limit))
      }
      usleep(20_000)
    }
    return try work()
  }
}
