import AccountCore
import ArgumentParser
import CommerceSimulator

/// `epswitch demo`: the dashboard on an embedded store; touches no file of the user's.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the dashboard on an embedded store with sample accounts.",
    discussion: """
      Nothing is read from or written to your files: the store runs in this process and the vault \
      is kept in memory. Somebody signed in half an hour ago, so one token has expired and another \
      is about to; switching to such an account renews it.

      Examples:
        epswitch demo
        epswitch demo --scenario large --latency 300
      """)

  @Option(help: "Which sample accounts: \(Scenario.choices).")
  var scenario = Scenario.showcase

  @Option(help: "How many accounts, for the large scenario.")
  var accounts: Int?

  @Option(help: ArgumentHelp("How long each response takes, in milliseconds.", valueName: "ms"))
  var latency = 0

  @Option(help: "The port of the store on 127.0.0.1; 0 takes a free one.")
  var port = 0

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard latency >= 0 else { throw ValidationError("--latency is 0 or more.") }
    if let accounts, !(0...200_000).contains(accounts) {
      throw ValidationError("--accounts is 0 to 200000.")
    }
  }

  @MainActor
  func run() async throws {
    let console = Console()
    guard console.hasTerminal else {
      throw AccountError(
        .usage, "The demo needs a terminal.", recoverySuggestion: "Run it in one.")
    }
    let demo = try await Demo(
      SimulatedStore(scenario: scenario, accounts: accounts), port: port,
      latency: .milliseconds(latency))
    try await DashboardRunner(demo: demo).dashboard()
    await demo.server.stop()
    console.note(
      "The demo left nothing behind. For your own store: "
        + "epswitch login --endpoint https://HOST --client-id ID --username YOU")
  }
}
