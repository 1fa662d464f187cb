import AccountCore
import AccountModel
import Foundation

/// `epswitch open` beside a demo, as a presenter would run it in a second terminal: the sample
/// storefront in the browser, as whoever the dashboard acts as.
final class DemoStorefrontView: Sendable {
  /// What a browser opens.
  let address: String
  private let process: Process

  /// Starts it, and returns when it listens.
  ///
  /// - Throws: ``AccountCore/AccountError`` when it does not.
  init(in folder: DemoFolder) async throws {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["open", "--print"]
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in folder.environment { environment[name] = value }
    process.environment = environment
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    // The line is the first thing it prints, and the end of the pipe the last.
    address = await Task.detached {
      var line = Data()
      while !line.contains(UInt8(ascii: "\n")) {
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        line += more
      }
      return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)
    }.value
    guard address.hasPrefix("http://") else {
      process.terminate()
      throw AccountError(
        .failure, "The demo's storefront could not be opened.",
        recoverySuggestion: "Run the demo without --storefront.")
    }
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
