import Foundation

/// Folders that are named by the process that made them, and outlive one that was killed.
enum ProcessFolder {
  /// What a folder holds; nothing where it cannot be read.
  static func names(in parent: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
  }

  /// Whether the process that a folder is named by runs.
  ///
  /// - Parameter number: the process ID in decimal digits.
  static func isRunning(_ number: String) -> Bool {
    Int32(number).map { $0 > 0 && (kill($0, 0) == 0 || errno == EPERM) } ?? false
  }

  /// Whether this is a folder of the user's, not a link.
  static func isOwn(_ path: String) -> Bool {
    let attributes = attributes(path)
    return attributes[.type] as? FileAttributeType == .typeDirectory
      && (attributes[.ownerAccountID] as? NSNumber)?.uint32Value == getuid()
  }

  /// Those of the path itself, also when it is a link; none when nothing is there.
  static func attributes(_ path: String) -> [FileAttributeKey: Any] {
    (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
  }
}
