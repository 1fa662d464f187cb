import AccountModel
import Foundation
import ShellBridge
import Testing

struct ExportFileTests {
  @Test func `a file and its new folders are the owner's alone`() async throws {
    try await withFolder { home in
      let path = home.path(percentEncoded: false) + ".epcc/default/data/token.json"
      try ExportFile.write("one", to: path, makesFolders: true)
      try ExportFile.write("two", to: path, makesFolders: true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
      #expect(try mode(of: path) == 0o600)
      for folder in [".epcc", ".epcc/default", ".epcc/default/data"] {
        #expect(try mode(of: home.path(percentEncoded: false) + folder) == 0o700)
      }
      let left = try FileManager.default.contentsOfDirectory(
        atPath: home.path(percentEncoded: false) + ".epcc/default/data")
      #expect(left == ["token.json"])
    }
  }

  @Test func `a folder that is missing is not made unasked`() async throws {
    try await withFolder { home in
      let folder = home.path(percentEncoded: false) + "mistyped"
      #expect(throws: ShellBridgeError.folderMissing(path: folder)) {
        try ExportFile.requireFolder(of: folder + "/token.json")
      }
      #expect(throws: ShellBridgeError.self) {
        try ExportFile.write("token", to: folder + "/token.json")
      }
      #expect(!FileManager.default.fileExists(atPath: folder))
      try Data().write(to: URL(filePath: folder))
      #expect(throws: ShellBridgeError.folderMissing(path: folder)) {
        try ExportFile.requireFolder(of: folder + "/token.json")
      }
      try ExportFile.requireFolder(of: folder)
      try ExportFile.requireFolder(of: "/token.json")
    }
  }

  @Test func `a file that others could read is replaced by one they cannot`() async throws {
    try await withFolder { home in
      let path = home.path(percentEncoded: false) + "token.json"
      try Data("old".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      try ExportFile.write("new", to: path)
      #expect(try mode(of: path) == 0o600)
    }
  }

  @Test(arguments: [true, false])
  func `a symbolic link is not followed`(targetExists: Bool) async throws {
    try await withFolder { home in
      let target = home.path(percentEncoded: false) + "precious"
      if targetExists { try Data("precious".utf8).write(to: URL(filePath: target)) }
      let path = home.path(percentEncoded: false) + "token.json"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      #expect(throws: ShellBridgeError.linkInTheWay(path: path)) {
        try ExportFile.write("token", to: path)
      }
      #expect(FileManager.default.fileExists(atPath: target) == targetExists)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
    }
  }

  @Test func `a folder in the file's place is left alone, and so is no draft`() async throws {
    try await withFolder { home in
      let path = home.path(percentEncoded: false) + "token.json"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(throws: ShellBridgeError.notRegularFile(path: path)) {
        try ExportFile.write("token", to: path)
      }
      let left = try FileManager.default.contentsOfDirectory(
        atPath: home.path(percentEncoded: false))
      #expect(left == ["token.json"])
    }
  }

  @Test func `a pipe and a device are written into, and not replaced`() async throws {
    try await withFolder { home in
      let pipe = home.path(percentEncoded: false) + "pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      // Both ends, so that neither side waits for the other.
      let descriptor = open(pipe, O_RDWR | O_NONBLOCK)
      defer { close(descriptor) }
      try ExportFile.write("token", to: pipe)
      var bytes = [UInt8](repeating: 0, count: 100)
      #expect(read(descriptor, &bytes, bytes.count) == 5)
      #expect(String(decoding: bytes.prefix(5), as: UTF8.self) == "token")
      try ExportFile.write("token", to: "/dev/null")
      var status = stat()
      #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(lstat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a pipe away"))
  func `a pipe of another user gets nothing`() async throws {
    try await withFolder { home in
      let pipe = home.path(percentEncoded: false) + "pipe"
      try #require(mkfifo(pipe, 0o666) == 0 && chown(pipe, 65_534, 65_534) == 0)
      let error = ShellBridgeError.notRegularFile(path: pipe)
      #expect(throws: error) { try ExportFile.write("token", to: pipe) }
      #expect(error.userMessage.text.contains("\(pipe) is not a regular file"))
    }
  }

  @Test func `a link to a device is not followed, but for the system's own`() async throws {
    try await withFolder { home in
      let link = home.path(percentEncoded: false) + "link"
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "/dev/null")
      #expect(throws: ShellBridgeError.linkInTheWay(path: link)) {
        try ExportFile.write("token", to: link)
      }
    }
  }

  @Test func `a file where a folder should be is named in the error`() async throws {
    try await withFolder { home in
      let file = home.path(percentEncoded: false) + ".epcc"
      try Data().write(to: URL(filePath: file))
      #expect(throws: ShellBridgeError.notWritten(path: file + "/data", reason: "Not a directory"))
      {
        try ExportFile.write("token", to: file + "/data/token.json", makesFolders: true)
      }
    }
  }
}

private func mode(of path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return try #require(attributes[.posixPermissions] as? Int)
}
