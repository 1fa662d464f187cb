import CommerceSimulator
import Foundation
import ProgramTesting

extension Bench {
  /// The program with profiles of this store in its settings, and nothing of it in the environment.
  ///
  /// - Parameters:
  ///   - profiles: further lines of each, by its name; the first is the one in use.
  func program(
    withProfiles profiles: KeyValuePairs<String, String>
  ) throws -> Program {
    var text = "profile = \"\(profiles.first?.key ?? "")\"\n"
    for (name, lines) in profiles {
      text += """

        [profiles.\(name)]
        endpoint = "\(server.baseURL)"
        client-id = "\(store.clientID)"
        \(lines)

        """
    }
    let folder = "\(home.path)/.config/epswitch"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/config.toml"))
    return program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
  }

  /// Runs a test with a profile `live`, which is production, in which somebody acts as Acme.
  func withProduction(_ body: (Bench) async throws -> Void) async throws {
    let live = using(try program(withProfiles: ["live": "production = true"]))
    try await live.program.run(
      "login", "--username", store.member.username, "--password-stdin", "--account",
      "Acme Industrial", "--reason", "the morning", input: store.member.password
    ).succeeded()
    try await body(live)
  }
}
