import Foundation
import Synchronization

/// A lock that one holder has at a time. It is asked for without waiting; who waits, and how, is the
/// caller's affair.
enum VaultLock {
  case file(FileLock)
  case memory(MemoryLocks, position: Int64)

  /// Takes the lock if nobody holds it.
  func attempt() throws(VaultError) -> Bool {
    switch self {
    case .file(let lock): try lock.attempt()
    case .memory(let locks, let position): locks.attempt(position)
    }
  }

  /// Takes the lock, waiting for it with the thread.
  ///
  /// - Throws: ``VaultError/busy(seconds:)`` when others hold it longer than that.
  func wait(atMost seconds: Int) throws(VaultError) {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !attempt() {
      guard ContinuousClock.now < deadline else { throw .busy(seconds: seconds) }
      usleep(10_000)
    }
  }

  /// Gives the lock back; only for one that was taken.
  func release() {
    switch self {
    case .file(let lock): lock.release()
    case .memory(let locks, let position): locks.release(position)
    }
  }
}

/// One byte of a vault folder's lock file. Only one open file can have it locked, in this process
/// or another; the kernel frees it when the holder closes the file or ends. See "Open file
/// description locks" in fcntl(2).
///
/// The file stays empty: a lock may lie beyond its end.
final class FileLock: Sendable {
  private let descriptor: Int32
  private let path: String
  private let position: Int64

  /// `F_OFD_SETLK` of <fcntl.h>, which Swift does not see on Linux: it needs `_GNU_SOURCE`.
  #if os(Linux)
    private static let setLock: Int32 = 37
  #else
    private static let setLock = F_OFD_SETLK
  #endif

  /// - Parameters:
  ///   - descriptor: an open file, which is closed with the lock.
  ///   - position: which byte; not negative.
  init(descriptor: Int32, path: String, position: Int64) {
    self.descriptor = descriptor
    self.path = path
    self.position = position
  }

  deinit { close(descriptor) }

  func attempt() throws(VaultError) -> Bool {
    guard control(Int16(F_WRLCK)) != 0 else { return true }
    guard errno == EAGAIN || errno == EACCES || errno == EINTR else {
      throw .unusable(path: path, errno: errno)
    }
    return false
  }

  func release() { _ = control(Int16(F_UNLCK)) }

  private func control(_ type: Int16) -> Int32 {
    var range = flock()
    range.l_type = type
    range.l_whence = Int16(SEEK_SET)
    range.l_start = off_t(position)
    range.l_len = 1
    return fcntl(descriptor, Self.setLock, &range)
  }
}

/// The locks of a vault in memory, which no other process can use.
final class MemoryLocks: Sendable {
  private let held = Mutex<Set<Int64>>([])

  func attempt(_ position: Int64) -> Bool { held.withLock { $0.insert(position).inserted } }

  func release(_ position: Int64) { held.withLock { _ = $0.remove(position) } }
}
