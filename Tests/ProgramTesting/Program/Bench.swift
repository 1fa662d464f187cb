package import CommerceSimulator
import Foundation

/// A store on loopback, and the program that was told of it.
package struct Bench: Sendable {
  package let server: CommerceServer
  package let program: Program

  package init(server: CommerceServer, program: Program) {
    self.server = server
    self.program = program
  }

  package var home: Home { program.home }
  package var store: SimulatedStore { server.store }

  /// Signs the store's member in.
  ///
  /// - Parameter account: whom to act as; `nil` leaves it to the program.
  @discardableResult
  package func signIn(as account: String? = nil) async throws -> Outcome {
    try await program.run(
      arguments: ["login", "--username", store.member.username, "--password-stdin"]
        + (account.map { ["--account", $0] } ?? []),
      input: store.member.password + "\n"
    ).succeeded()
  }

  /// Signs the member in with tokens that have all run out by the store's clock.
  package func signInToExpired(as account: String? = nil) async throws {
    let skew = server.faults.turnOn(.skewedDate(seconds: 30 * 86_400))
    try await signIn(as: account)
    server.faults.turnOff(skew)
  }

  /// The ID of the account that stands at a place of the store's roster.
  package func accountID(_ name: String) throws -> String {
    guard let account = store.roster.first(where: { $0.name == name }) else {
      throw UnknownAccount(name: name)
    }
    return account.id
  }
}

/// A test names an account that the store does not have.
package struct UnknownAccount: Error {
  let name: String
}

/// Runs a test with a store of its own, which ends with it.
///
/// - Parameter key: where the vault key is kept, as `EPSWITCH_VAULT_KEY` says it.
package func withBench(
  _ scenario: Scenario = .showcase, key: String = "file",
  _ body: (Bench) async throws -> Void
) async throws {
  try await withBench(SimulatedStore(scenario: scenario), key: key, body)
}

/// Like ``withBench(_:key:_:)-scenario``, with a store made by the test.
package func withBench(
  _ store: SimulatedStore, key: String = "file", _ body: (Bench) async throws -> Void
) async throws {
  let server = try await CommerceServer.start(store)
  do {
    try await body(Bench(server: server, program: Program(at: server, key: key)))
  } catch {
    await server.stop()
    throw error
  }
  await server.stop()
}
