import Foundation
import Subprocess
import Testing

/// A real program, run to its end.
struct Program {
  struct Result {
    let output: Data
    let errors: String
    let succeeded: Bool

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Runs it with nothing in its environment but what is given and what every program needs.
  ///
  /// - Parameter folder: home and working folder of the program, searched first for others.
  static func run(
    _ name: String, _ arguments: [String], input: String = "",
    environment: [String: String] = [:], in folder: URL? = nil
  ) async throws -> Result {
    let home = folder?.path(percentEncoded: false) ?? NSTemporaryDirectory()
    let variables = [
      "PATH": "\(home):/usr/local/bin:/usr/bin:/bin", "HOME": home, "TERM": "dumb",
      "LC_ALL": "C.UTF-8", "TMPDIR": NSTemporaryDirectory(),
    ].merging(environment) { _, new in new }
    let keyed = variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) }
    let result = try await Subprocess.run(
      .name("env"), arguments: Arguments(["-C", home, name] + arguments),
      environment: .custom(Dictionary(uniqueKeysWithValues: keyed)), input: .string(input),
      output: .data(limit: 1 << 20), error: .string(limit: 1 << 20))
    return Result(
      output: result.standardOutput, errors: result.standardError,
      succeeded: result.terminationStatus.isSuccess)
  }
}

/// A new folder that is gone when the test is over.
func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
  let folder = URL(filePath: NSTemporaryDirectory())
    .appending(path: "shellbridge-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Puts a program into a folder.
func install(_ script: String, as name: String, in folder: URL) throws {
  let file = folder.appending(path: name)
  try Data(script.utf8).write(to: file)
  try FileManager.default.setAttributes(
    [.posixPermissions: 0o755], ofItemAtPath: file.path(percentEncoded: false))
}
