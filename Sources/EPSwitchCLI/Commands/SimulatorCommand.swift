import ArgumentParser
import CommerceSimulator
import Dispatch
import Foundation

/// `epswitch simulator`: the embedded store on a port, for other programs' tests.
struct SimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulator",
    abstract: "Serve an embedded Commerce store on this machine, for other programs' tests.",
    discussion: "Example: epswitch simulator --port 8080 --scenario large --accounts 10000")

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port = 0

  @Option(help: "Which sample accounts: \(Scenario.choices).")
  var scenario = Scenario.showcase

  @Option(help: "How many accounts, for the large scenario.")
  var accounts: Int?

  @Option(help: ArgumentHelp("How long each answer takes, in milliseconds.", valueName: "ms"))
  var latency = 0

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard latency >= 0 else { throw ValidationError("--latency is 0 or more.") }
    if let accounts, !(0...200_000).contains(accounts) {
      throw ValidationError("--accounts is 0 to 200000.")
    }
  }

  func run() async throws {
    let store = SimulatedStore(scenario: scenario, accounts: accounts)
    let server = try await CommerceServer.start(
      store, port: port, latency: .milliseconds(latency))
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let console = Console()
    console.result("EPSWITCH_ENDPOINT=\(server.baseURL)")
    console.result("EPSWITCH_CLIENT_ID=\(store.clientID)")
    console.note(
      """

      A Commerce store answers at \(server.baseURL) until Ctrl-C. To sign in to it:

        export EPSWITCH_ENDPOINT=\(server.baseURL) EPSWITCH_CLIENT_ID=\(store.clientID)
        printf %s '\(store.member.password)' | epswitch login --username \(store.member.username) --password-stdin
      """)
    for await _ in endings { break }
    await server.stop()
  }
}

extension Scenario: ExpressibleByArgument {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
