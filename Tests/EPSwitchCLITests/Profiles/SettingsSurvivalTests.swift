import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A settings file that a person wrote, under every command that writes to it.
@Suite(.serialized)
struct SettingsSurvivalTests {
  let program = Program()

  private static let handwritten = """
    # My stores. Keep the order!
    profile = "staging" # the one I use daily

    [profiles.staging] # the sandbox
    endpoint = "https://staging.example"   # US
    client-id = 'abc'
    note-to-self = "ask Ada" # an unknown key

    # Do not touch without a ticket.
    [profiles.live]
    endpoint = "https://live.example"
    client-id = "def"
    production = true

    [profiles.live.headers]
    EP-Channel = "web" # the channel

    [someone-else] # another program's
    answer = 42

    """

  private static let commands: [(arguments: [String], changed: String)] = [
    (["add", "new", "--endpoint", "https://new.example", "--client-id", "ghi"], "[profiles.new]"),
    (["use", "live"], "profile = \"live\" # the one I use daily"),
    (["rename", "live", "production"], "[profiles.production]"),
    (["set", "staging", "username", "ada"], "username = \"ada\""),
    (["set", "staging", "endpoint", "https://other.example"], "https://other.example\"   # US"),
    (["set", "live", "headers.EP-Channel", "app"], "EP-Channel = \"app\" # the channel"),
    (["remove", "staging", "--yes"], "[profiles.live]"),
  ]

  @Test(arguments: commands.map(\.arguments))
  func `comments and unknown keys survive`(arguments: [String]) async throws {
    try program.home.writeSettings(Self.handwritten)
    try await program.run(arguments: ["profile"] + arguments).succeeded()
    let after = try program.home.settings()
    let expected = try #require(Self.commands.first { $0.arguments == arguments }?.changed)
    #expect(after != Self.handwritten)
    #expect(after.contains(expected), "\(after)")
    for line in [
      "# My stores. Keep the order!", "# Do not touch without a ticket.",
      "[someone-else] # another program's", "answer = 42",
    ] {
      #expect(after.contains(line), "\(line) is missing from:\n\(after)")
    }
    if arguments[0] != "remove" {
      #expect(after.contains("note-to-self = \"ask Ada\" # an unknown key"))
    }
  }

  @Test(arguments: [
    ["list"], ["show"], ["add", "new", "--endpoint", "https://new.example", "--client-id", "ghi"],
    ["use", "live"], ["rename", "live", "new"], ["set", "live", "color", "red"],
    ["remove", "live", "--yes"],
  ])
  func `a broken file is 1, names the place and is not touched`(arguments: [String]) async throws {
    let broken = Self.handwritten + "\n[profiles.oops\nendpoint = \n"
    try program.home.writeSettings(broken)
    let outcome = try await program.run(arguments: ["profile"] + arguments)
    #expect(outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.output == "")
    #expect(outcome.isOneSentence, "\(outcome)")
    let place = #/config\.toml:(\d+):(\d+): /#
    let match = try #require(outcome.errors.firstMatch(of: place)?.output)
    #expect(
      Int(match.1) == broken.split(separator: "\n", omittingEmptySubsequences: false).count - 2)
    #expect(try program.home.settings() == broken)
  }
}
