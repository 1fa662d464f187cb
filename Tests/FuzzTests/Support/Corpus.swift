import Foundation

/// The inputs that are kept: a few believable ones, and every one that once broke something.
enum Corpus {
  /// In the order of their names.
  static func inputs(for name: String) throws -> [[UInt8]] {
    let folder = "\(path)/\(name)"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .map { Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) }
  }

  private static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpus").path
}
