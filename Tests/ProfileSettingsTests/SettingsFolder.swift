import Foundation
import ProfileSettings

/// A settings file in a folder of its own, which goes away with it.
final class SettingsFolder {
  let path: String
  let file: SettingsFile

  /// - Parameter text: what the file holds; without it there is none, nor a folder.
  init(_ text: String? = nil) throws {
    let parent = FileManager.default.temporaryDirectory.path + "/epswitch-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    root = parent
    path = parent + "/config/epswitch"
    file = SettingsFile(directory: path)
    guard let text else { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write(text)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// The folder above, for what tests put beside it.
  let root: String

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file.path)) }

  func load() throws -> Settings { try file.load() }

  func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file.path))) }

  func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

  func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}
