import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import CommerceAPI
import CommerceSimulator

/// `epswitch demo`: the dashboard on an embedded store; touches no file of the user's.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the dashboard on an embedded store with sample accounts.",
    discussion: """
      Nothing is read from or written to your files: the store runs in this process and the vault \
      is kept in memory.

      Example: epswitch demo --scenario large
      """)

  @Option(help: "Which sample accounts: \(Scenario.choices).")
  var scenario = Scenario.showcase

  @Option(help: "How many accounts, for the large scenario.")
  var accounts: Int?

  @MainActor
  func run() async throws {
    guard Console().hasTerminal else {
      throw UsageFailure("The demo needs a terminal.", remedy: "Run it in one.")
    }
    let sample = SimulatedStore(scenario: scenario, accounts: accounts)
    let server = try await CommerceServer.start(sample)
    let store = Store(endpoint: try Endpoint(server.baseURL), clientID: sample.clientID)
    let access = StoreAccess(
      client: CommerceClient(store: store, transport: try HTTPTransport(endpoint: store.endpoint)),
      vault: Vault.inMemory())
    _ = try await access.signIn(
      .password(
        profileID: sample.member.passwordProfileID, username: sample.member.username,
        password: Secret(sample.member.password)),
      mechanism: .password, username: sample.member.username)
    try await DashboardRunner(access: access, label: "Demo store").dashboard()
    await server.stop()
  }
}
