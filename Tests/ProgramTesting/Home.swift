package import Foundation

/// A home folder of one test, removed with everything in it when the test lets go of it.
package final class Home: Sendable {
  package let path: String

  package init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("epswitch-home-\(UUID().uuidString)").path
    mkdir(path, 0o700)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The folder of the vault; not there until the program creates it.
  package var state: String { "\(path)/state" }

  /// Every file below the home with its bytes, by its path from here; folders are not named.
  package func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let whole = "\(path)/\(name)"
      let kind = try FileManager.default.attributesOfItem(atPath: whole)[.type]
      guard kind as? FileAttributeType == .typeRegular else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: whole))
    }
    return files
  }

  /// The names of everything below the home, sorted.
  package func names() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }
}
