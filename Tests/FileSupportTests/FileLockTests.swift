import FileSupport
import Foundation
import Testing

/// Another process, `flock` of util-linux, holds the lock or waits for it.
@Suite(.timeLimit(.minutes(10))) struct FileLockTests {
  @Test func `a lock that another process holds is an error after the limit`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("lock")
    // The other process says that it holds the lock, and ends with its input.
    let (holder, input, output) = (Process(), Pipe(), Pipe())
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    holder.arguments = ["--no-fork", path, "sh", "-c", "echo held; exec cat"]
    holder.standardInput = input
    holder.standardOutput = output
    try holder.run()
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    let lock = FileLock(path: path, limit: .milliseconds(50))
    #expect(throws: FileError.locked(path: path, limit: .milliseconds(50))) {
      try lock.hold(failure: { $0 }) { () throws(FileError) in
        Issue.record("two processes hold the lock")
      }
    }
    try input.fileHandleForWriting.close()
    holder.waitUntilExit()
    #expect(try lock.hold(failure: { $0 }) { () throws(FileError) in 7 } == 7)
  }

  @Test func `another process cannot take the lock while it is held, and can afterwards`() throws {
    let folder = try TemporaryFolder()
    let lock = FileLock(path: folder.path("lock"), limit: .seconds(10))
    try lock.hold(failure: { $0 as any Error }) { () throws(any Error) in
      #expect(try isTaken(lock.path))
    }
    #expect(try !isTaken(lock.path))
    #expect(try folder.mode(of: "lock") == 0o600)
  }

  @Test func `work that fails gives the lock back`() throws {
    struct Failure: Error {}
    let folder = try TemporaryFolder()
    let lock = FileLock(path: folder.path("lock"), limit: .seconds(10))
    #expect(throws: Failure.self) {
      try lock.hold(failure: { $0 as any Error }) { () throws(any Error) in throw Failure() }
    }
    #expect(try !isTaken(lock.path))
  }

  @Test func `a lock that cannot be made says why`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/lock")
    #expect(throws: FileError.system(path: path, code: ENOENT)) {
      try FileLock(path: path, limit: .seconds(10)).hold(failure: { $0 }) { () throws(FileError) in
      }
    }
    let link = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
    #expect(throws: FileError.system(path: link, code: ELOOP)) {
      try FileLock(path: link, limit: .seconds(10)).hold(failure: { $0 }) { () throws(FileError) in
      }
    }
  }

  /// Whether another process fails to take the lock at once.
  private func isTaken(_ path: String) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/flock")
    process.arguments = ["--nonblock", path, "true"]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus != 0
  }
}
