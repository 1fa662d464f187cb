import Foundation

/// A lock between processes on a file of its own: the settings file is replaced by each change, so
/// a lock on it would be a lock on the past.
struct FileLock {
  let path: String
  let limit: Duration

  /// Runs work that nobody else runs meanwhile. The lock ends with the process, whatever happens.
  func hold(_ work: () throws(SettingsError) -> Void) throws(SettingsError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    // `flock` cannot wait for a limited time by itself.
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw .unwritable(path: path, reason: systemReason())
      }
      guard clock.now < deadline else {
        throw .locked(path: path, seconds: limit / .seconds(1))
      }
      usleep(20_000)
    }
    try work()
  }
}

/// The system's words for the last failure.
func systemReason() -> String { String(cString: strerror(errno)) }
