import Foundation
import Subprocess

/// A tmux server of one test, behind a socket of its own and without anybody's configuration.
final class Tmux: Sendable {
  private let folder: String
  private var socket: String { "\(folder)/socket" }
  private var settings: String { "\(folder)/settings" }
  /// What the pane wrote, byte for byte.
  var recording: String { "\(folder)/recording" }

  init() throws {
    // A socket's path has to be short.
    folder = "/tmp/epswitch-tmux-\(UInt32.random(in: 0 ... .max))"
    guard mkdir(folder, 0o700) == 0 else { throw TmuxFailure(reason: "cannot create \(folder)") }
    // The window is the terminal alone, and Escape is a key at once.
    try Data("set -g status off\nset -s escape-time 0\n".utf8)
      .write(to: URL(fileURLWithPath: settings))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs a tmux command and gives what it says.
  @discardableResult
  func callAsFunction(_ arguments: String...) async throws -> String {
    try await run(arguments)
  }

  func run(_ arguments: [String]) async throws -> String {
    let command = ["-S", socket, "-f", settings] + arguments
    return try await within(.seconds(60), "tmux \(arguments)") {
      let result = try await Subprocess.run(
        .name("tmux"), arguments: Arguments(command),
        environment: [
          "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "SHELL": "/bin/sh",
        ].forSubprocess,
        output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        throw TmuxFailure(reason: "tmux \(arguments): \(result.standardError)")
      }
      return result.standardOutput
    }
  }
}

/// tmux did not do what it was asked.
struct TmuxFailure: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
