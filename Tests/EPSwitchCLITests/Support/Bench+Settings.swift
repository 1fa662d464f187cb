import CommerceSimulator
import Foundation
import ProgramTesting

extension Home {
  /// The settings file, where the program looks for it in this home.
  var settingsFile: String { "\(path)/.config/epswitch/config.toml" }

  /// Writes the settings file, and the folders above it.
  func writeSettings(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (settingsFile as NSString).deletingLastPathComponent,
      withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try Data(text.utf8).write(to: URL(fileURLWithPath: settingsFile))
  }

  /// What the settings file holds.
  func settings() throws -> String { try String(contentsOfFile: settingsFile, encoding: .utf8) }
}

extension Bench {
  /// The program with the store in a profile instead of the environment.
  ///
  /// - Parameter lines: further lines of the profile.
  func program(withProfile name: String, _ lines: String = "") throws -> Program {
    try home.writeSettings(
      """
      profile = "\(name)"

      [profiles.\(name)]
      endpoint = "\(server.baseURL)"
      client-id = "\(store.clientID)"
      \(lines)

      """)
    return program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
  }

  /// The same bench with another program.
  func with(_ program: Program) -> Bench { Bench(server: server, program: program) }
}
