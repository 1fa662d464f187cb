import ArgumentParser
import CommerceSimulator

/// Which embedded store `epswitch demo` and `epswitch simulator` open, and how it answers.
struct SampleStoreOptions: ParsableArguments {
  @Option(help: "Which sample accounts: \(Scenario.choices).")
  var scenario = Scenario.showcase

  @Option(help: "How many accounts, for the large scenario.")
  var accounts: Int?

  @Option(help: ArgumentHelp("How long each response takes, in milliseconds.", valueName: "ms"))
  var latency = 0

  @Option(help: "The port of the store on 127.0.0.1; 0 takes a free one.")
  var port = 0

  @Option(
    help: ArgumentHelp(
      """
      How long account tokens live; a day unless given, and in the showcase scenario not the same \
      for all.
      """, valueName: "seconds"))
  var lifetime: Int?

  @Flag(help: "Add a second password profile, for support staff.")
  var impersonation = false

  @Flag(help: "Refuse the account authentication settings to implicit access tokens.")
  var closedSettings = false

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard (0...86_400_000).contains(latency) else {
      throw ValidationError("--latency is 0 to 86400000.")
    }
    if let accounts, !(0...200_000).contains(accounts) {
      throw ValidationError("--accounts is 0 to 200000.")
    }
    if let lifetime, !(1...31_536_000).contains(lifetime) {
      throw ValidationError("--lifetime is 1 to 31536000.")
    }
  }

  /// The data of the store.
  var store: SimulatedStore {
    var store = SimulatedStore(
      scenario: scenario, accounts: accounts, lifetime: lifetime, impersonation: impersonation)
    store.hidesSettings = closedSettings
    return store
  }
}

extension Scenario: ExpressibleByArgument {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
