import Foundation
import ProfileSettings
import Testing

struct SettingsStorageTests {
  private let manager = FileManager.default

  @Test func `what is made is its owner's alone`() throws {
    let folder = try SettingsFolder()
    try folder.file.add(Profile(name: "a"))
    #expect(try folder.mode(of: folder.path) == 0o700)
    #expect(try folder.mode(of: folder.root + "/config") == 0o700)
    #expect(try folder.mode(of: folder.file.path) == 0o600)
    #expect(
      try manager.contentsOfDirectory(atPath: folder.path).sorted()
        == ["config.lock", "config.toml"])
  }

  @Test(arguments: [0o640, 0o644, 0o600, 0o664])
  func `a file keeps its mode`(_ mode: Int) throws {
    let folder = try SettingsFolder("# mine\n")
    try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file.path)
    try folder.file.add(Profile(name: "a"))
    #expect(try folder.mode(of: folder.file.path) == mode)
  }

  @Test(arguments: [true, false])
  func `a symbolic link stays one and its target is written`(isThere: Bool) throws {
    let folder = try SettingsFolder("")
    try manager.removeItem(atPath: folder.file.path)
    let dotfiles = folder.root + "/dotfiles"
    try manager.createDirectory(atPath: dotfiles, withIntermediateDirectories: true)
    if isThere { try Data("# mine\n".utf8).write(to: URL(filePath: dotfiles + "/epswitch.toml")) }
    // A relative link to a link, as stow and chezmoi leave them.
    try manager.createSymbolicLink(
      atPath: folder.file.path, withDestinationPath: "../../dotfiles/link.toml")
    try manager.createSymbolicLink(
      atPath: dotfiles + "/link.toml", withDestinationPath: dotfiles + "/epswitch.toml")
    try folder.file.add(Profile(name: "a"))
    #expect(
      try manager.destinationOfSymbolicLink(atPath: folder.file.path)
        == "../../dotfiles/link.toml")
    #expect(
      try manager.destinationOfSymbolicLink(atPath: dotfiles + "/link.toml")
        == dotfiles + "/epswitch.toml")
    let written = try String(contentsOfFile: dotfiles + "/epswitch.toml", encoding: .utf8)
    #expect(written.hasPrefix(isThere ? "# mine\n" : "profile"))
    #expect(try folder.load().profiles.map(\.name) == ["a"])
    #expect(
      try manager.contentsOfDirectory(atPath: dotfiles).sorted() == ["epswitch.toml", "link.toml"])
  }

  @Test func `links in a circle are an error, not a wait`() throws {
    let folder = try SettingsFolder("")
    try manager.removeItem(atPath: folder.file.path)
    try manager.createSymbolicLink(
      atPath: folder.file.path, withDestinationPath: "config.toml")
    let error = #expect(throws: SettingsError.self) { try folder.load() }
    guard case .unreadable(folder.file.path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a folder, a pipe and a huge file are not read`() throws {
    let folder = try SettingsFolder("")
    let path = folder.file.path
    func expectUnreadable() {
      let error = #expect(throws: SettingsError.self) { try folder.load() }
      guard case .unreadable(path, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    try folder.write(Array(repeating: UInt8(ascii: "\n"), count: 1_048_577))
    expectUnreadable()
    try manager.removeItem(atPath: path)
    try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
    expectUnreadable()
    try manager.removeItem(atPath: path)
    try #require(mkfifo(path, 0o600) == 0)
    expectUnreadable()
  }

  @Test func `a folder that cannot be made is said to be`() throws {
    let folder = try SettingsFolder()
    try Data().write(to: URL(filePath: folder.root + "/config"))
    let error = #expect(throws: SettingsError.self) { try folder.file.add(Profile(name: "a")) }
    guard case .unwritable(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test func `profiles added at the same time are all there`() async throws {
    let folder = try SettingsFolder("# mine\n")
    let file = folder.file
    let names = (0..<16).map { "p\($0)" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for name in names { group.addTask { try file.add(Profile(name: name)) } }
      try await group.waitForAll()
    }
    #expect(try folder.load().profiles.map(\.name).sorted() == names.sorted())
    #expect(try folder.text().contains("# mine\n"))
  }

  @Test func `a lock that is held too long is an error, and reading needs none`() throws {
    let folder = try SettingsFolder("[profiles.a]\n")
    let lock = folder.path + "/config.lock"
    let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(flock(descriptor, LOCK_EX) == 0)
    let file = SettingsFile(directory: folder.path, lockLimit: .milliseconds(50))
    #expect(throws: SettingsError.locked(path: lock, seconds: 0.05)) { try file.use("a") }
    #expect(try file.load().profiles.map(\.name) == ["a"])
    close(descriptor)
    try file.use("a")
    #expect(try file.load().nameInUse == "a")
  }
}
