import FileSupport
import Foundation
import Testing

struct AtomicFileTests {
  @Test func `a new file is its owner's alone and leaves no draft behind`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array("one".utf8), to: folder.path("file"), links: .refused)
    #expect(try folder.text(of: "file") == "one")
    #expect(try folder.mode(of: "file") == 0o600)
    #expect(try folder.names() == ["file"])
  }

  @Test func `a draft goes with the next write when its process was killed`() throws {
    let folder = try TemporaryFolder()
    let ended = Process()
    ended.executableURL = URL(fileURLWithPath: "/bin/true")
    try ended.run()
    ended.waitUntilExit()
    for name in ["\(ended.processIdentifier)-A", "\(getpid())-B", "1-C", "x-D", "-1-E"] {
      try Data("token".utf8).write(
        to: URL(fileURLWithPath: folder.path(".epswitch-draft-\(name)")))
    }
    try AtomicFile.write(Array("one".utf8), to: folder.path("file"), links: .refused)
    let left = [".epswitch-draft-\(getpid())-B", ".epswitch-draft-1-C", ".epswitch-draft-x-D"]
    #expect(try Set(folder.names()) == Set(left + [".epswitch-draft--1-E", "file"]))
  }

  @Test(arguments: [0o644, 0o600, 0o640] as [mode_t])
  func `the mode is the one asked for, or the one the file had`(mode: mode_t) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("file")
    try AtomicFile.write([1], to: path, mode: mode, links: .refused)
    #expect(try folder.mode(of: "file") == mode)
    try AtomicFile.write([2], to: path, mode: nil, links: .refused)
    #expect(try folder.mode(of: "file") == mode)
    try AtomicFile.write([3], to: path, links: .refused)
    #expect(try folder.mode(of: "file") == 0o600)
    #expect(try AtomicFile.read(path, limit: 10) == [3])
  }

  @Test func `what is read has a limit, and nothing is nil`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("file")
    #expect(try AtomicFile.read(path, limit: 10) == nil)
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try AtomicFile.write(bytes, to: path, links: .refused)
    #expect(try AtomicFile.read(path, limit: 200_000) == bytes)
    #expect(throws: FileError.tooLarge(path: path, limit: 199_999)) {
      try AtomicFile.read(path, limit: 199_999)
    }
  }

  @Test func `a link is followed or refused, and stays`() throws {
    let folder = try TemporaryFolder()
    let link = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
    #expect(throws: FileError.symbolicLink(path: link)) {
      try AtomicFile.write([1], to: link, links: .refused)
    }
    #expect(try folder.names() == ["link"])
    for byte in [1, 2] as [UInt8] {
      try AtomicFile.write([byte], to: link, links: .followed)
      #expect(try AtomicFile.read(folder.path("target"), limit: 10) == [byte])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target")
    }
  }

  @Test func `links in a circle are an error`() throws {
    let folder = try TemporaryFolder()
    let link = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "link")
    let error = FileError.system(path: link, code: ELOOP)
    #expect(throws: error) { try AtomicFile.write([1], to: link, links: .followed) }
    #expect(throws: error) { try AtomicFile.read(link, limit: 10) }
  }

  @Test(arguments: [AtomicFile.SymbolicLinks.followed, .refused])
  func `pipes, devices and folders are neither read nor replaced`(
    links: AtomicFile.SymbolicLinks
  ) throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
    try #require(mkdir(folder.path("folder"), 0o700) == 0)
    for path in [folder.path("pipe"), folder.path("folder"), "/dev/null"] {
      let error = FileError.notRegularFile(path: path)
      #expect(throws: error) { try AtomicFile.write([1], to: path, links: links) }
      #expect(throws: error) { try AtomicFile.read(path, limit: 10) }
    }
    #expect(try folder.names() == ["folder", "pipe"])
  }

  @Test func `a failure leaves the file as it was`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.system(path: folder.path("none/file"), code: ENOENT)) {
      try AtomicFile.write([1], to: folder.path("none/file"), links: .refused)
    }
    #expect(try folder.names() == [])
  }

  @Test func `folders are made for their owner alone`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.makeDirectories(folder.path("a/b/c"))
    try AtomicFile.makeDirectories(folder.path("a/b/c"))
    for name in ["a", "a/b", "a/b/c"] { #expect(try folder.mode(of: name) == 0o700) }
    try AtomicFile.write([], to: folder.path("a/file"), links: .refused)
    #expect(throws: FileError.system(path: folder.path("a/file"), code: ENOTDIR)) {
      try AtomicFile.makeDirectories(folder.path("a/file"))
    }
    #expect(throws: FileError.system(path: folder.path("a/file/d"), code: ENOTDIR)) {
      try AtomicFile.makeDirectories(folder.path("a/file/d"))
    }
  }

  @Test func `a reader sees the old bytes or the new ones`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("file")
    let texts = [UInt8(0), 1].map { [UInt8](repeating: $0, count: 300_000) }
    try AtomicFile.write(texts[0], to: path, links: .refused)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for turn in 0..<50 {
          try AtomicFile.write(texts[turn % 2], to: path, links: .refused)
        }
      }
      group.addTask {
        for _ in 0..<50 {
          let bytes = try AtomicFile.read(path, limit: 1_000_000)
          #expect(bytes == texts[0] || bytes == texts[1])
        }
      }
      try await group.waitForAll()
    }
    #expect(try folder.names() == ["file"])
  }
}
