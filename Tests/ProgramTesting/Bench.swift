package import CommerceSimulator
import Foundation

/// A store on loopback, and the program configured for it.
package struct Bench: Sendable {
  package let server: CommerceServer
  package let program: Program

  package init(server: CommerceServer, program: Program) {
    self.server = server
    self.program = program
  }

  package var home: Home { program.home }
  package var store: SimulatedStore { server.store }

  /// The same store with another program, such as one in another home or with other variables.
  package func using(_ program: Program) -> Bench { Bench(server: server, program: program) }

  /// The ID of the account of this name, whichever member it belongs to.
  package func accountID(_ name: String) throws -> String {
    let accounts = server.members.flatMap(\.accounts)
    guard let account = accounts.first(where: { $0.name == name }) else {
      throw UnknownName(name: name)
    }
    return account.id
  }

  /// The credential of a user name in the password profile of this name.
  package func credential(
    _ username: String, inProfile profileName: String
  ) throws -> Member.PasswordCredential {
    let profile = store.passwordProfiles.first { $0.name == profileName }
    let credentials = server.members.flatMap(\.credentials)
    guard
      let credential = credentials.first(where: {
        $0.username == username && $0.passwordProfileID == profile?.id
      })
    else { throw UnknownName(name: "\(username) in \(profileName)") }
    return credential
  }
}

/// A test names an account or a credential that the store does not have.
package struct UnknownName: Error {
  let name: String
}

// MARK: - Signing in

extension Bench {
  /// Signs the store's first member in.
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

  /// Signs in with a credential, naming its password profile.
  ///
  /// - Parameter account: whom to act as; `nil` leaves it to the program.
  @discardableResult
  package func signIn(
    with credential: Member.PasswordCredential, as account: String? = nil
  ) async throws -> Outcome {
    try await program.run(
      arguments: [
        "login", "--username", credential.username, "--password-profile",
        credential.passwordProfileID, "--password-stdin",
      ] + (account.map { ["--account", $0] } ?? []),
      input: credential.password + "\n"
    ).succeeded()
  }

  /// Signs the first member in with tokens that are all expired by the store's clock.
  package func signInToExpired(as account: String? = nil) async throws {
    let skew = server.faults.turnOn(.skewedDate(seconds: 30 * 86_400))
    try await signIn(as: account)
    server.faults.turnOff(skew)
  }
}

// MARK: - What the store received

extension Bench {
  /// What the store received since the last ``CommerceServer/forgetRequests()``, the newest last.
  package var requests: [RecordedRequest] { server.requests }

  /// The requests whose path starts like this.
  package func requests(to pathPrefix: String) -> [RecordedRequest] {
    requests.filter { $0.path.hasPrefix(pathPrefix) }
  }

  /// How many requests minted account tokens.
  package var mints: Int { server.issued.mints }

  /// Does something, and gives what the store received meanwhile.
  package func recording(_ work: () async throws -> Void) async throws -> [RecordedRequest] {
    server.forgetRequests()
    try await work()
    return server.requests
  }
}

// MARK: - Opening

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
