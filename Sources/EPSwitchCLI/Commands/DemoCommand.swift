import AccountCore
import AccountModel
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

  @OptionGroup var sample: SampleStoreOptions

  @MainActor
  func run() async throws {
    let console = Console()
    guard console.hasTerminal else {
      throw AccountError(
        .usage, "The demo needs a terminal.", recoverySuggestion: "Run it in one.")
    }
    let demo = try await Demo(
      sample.store, port: sample.port, latency: .milliseconds(sample.latency))
    try await DashboardRunner(demo: demo).dashboard()
    await demo.server.stop()
    console.note(
      "The demo left nothing behind. For your own store: "
        + "epswitch login --endpoint https://HOST --client-id ID --username YOU")
  }
}
