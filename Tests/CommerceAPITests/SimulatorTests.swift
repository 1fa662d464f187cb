import AccountModel
import CommerceSimulator
import Foundation
import Testing

@testable import CommerceAPI

@Suite(.timeLimit(.minutes(10))) struct `Against a simulated store` {
  private func start(
    _ scenario: Scenario = .showcase, accounts: Int? = nil
  ) async throws -> (CommerceServer, CommerceClient) {
    let server = try await CommerceServer.start(
      SimulatedStore(scenario: scenario, accounts: accounts))
    let endpoint = try Endpoint(server.baseURL)
    let client = CommerceClient(
      store: Store(endpoint: endpoint, clientID: server.store.clientID),
      transport: try HTTPTransport(endpoint: endpoint))
    return (server, client)
  }

  private func password(of store: SimulatedStore) -> SignInCredential {
    .password(
      profileID: store.member.passwordProfileID, username: store.member.username,
      password: Secret(store.member.password))
  }

  @Test func `a member signs in, switches, and is who the store says`() async throws {
    let (server, client) = try await start()
    let accessToken = try await client.requestAccessToken(.implicit).accessToken.secret
    let first = try await client.mintAccountTokens(
      password(of: server.store), accessToken: accessToken)
    #expect(first.accounts.count == server.store.roster.count)
    #expect(first.unusableCount == 0)
    #expect(first.total?.value == server.store.roster.count)
    #expect(first.memberID == server.store.member.id)
    let held = try #require(first.accounts.first)
    let second = try await client.mintAccountTokens(
      .heldToken(held.token), accessToken: accessToken)
    #expect(second.accounts.map(\.account.id) == first.accounts.map(\.account.id))
    try await client.checkAccount(held.account.id, accessToken: accessToken, token: held.token)
    let other = first.accounts[1]
    await #expect(throws: APIError.self) {
      try await client.checkAccount(
        other.account.id, accessToken: accessToken, token: held.token)
    }
  }

  @Test func `a roster is read in pages`() async throws {
    let (server, client) = try await start(.large, accounts: 250)
    let accessToken = try await client.requestAccessToken(.implicit).accessToken.secret
    let page = try await client.mintAccountTokens(
      password(of: server.store), accessToken: accessToken, page: PageRequest(holding: 249))
    #expect(page.accounts.count == 50)
    #expect(page.accounts.map(\.position) == Array(200..<250))
    #expect(page.total?.value == 250)
    #expect(page.limit?.value == 100)
  }

  @Test func `a wrong password and an unknown client are told apart`() async throws {
    let (server, client) = try await start()
    let accessToken = try await client.requestAccessToken(.implicit).accessToken.secret
    let wrong = SignInCredential.password(
      profileID: server.store.member.passwordProfileID, username: server.store.member.username,
      password: Secret("wrong"))
    let refused = await #expect(throws: APIError.self) {
      try await client.mintAccountTokens(wrong, accessToken: accessToken)
    }
    guard case .refused(let refusal) = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(refusal.subject == .credential(.password))
    #expect(refusal.status == 400)

    let stranger = CommerceClient(
      store: Store(endpoint: client.store.endpoint, clientID: "nobody"),
      transport: client.transport)
    let unknown = await #expect(throws: APIError.self) {
      try await stranger.requestAccessToken(.implicit)
    }
    guard case .refused(let unknownRefusal) = unknown else {
      Issue.record("\(String(describing: unknown))")
      return
    }
    #expect(unknownRefusal.subject == .client)
  }

  @Test func `the ways to sign in are found`() async throws {
    let (server, client) = try await start()
    let accessToken = try await client.requestAccessToken(
      .clientCredentials(secret: Secret(server.store.clientSecret))
    ).accessToken.secret
    let settings = try await client.authenticationSettings(accessToken: accessToken)
    #expect(settings.realmID == server.store.realmID)
    #expect(settings.clientID == server.store.openIDClientID)
    #expect(settings.storeID == server.store.storeID)
    let profiles = try await client.passwordProfiles(
      realm: settings.realmID, accessToken: accessToken)
    #expect(profiles.map(\.id) == server.store.passwordProfiles.map(\.id))
    let openID = try await client.oidcProfiles(realm: settings.realmID, accessToken: accessToken)
    #expect(openID.map(\.id) == [server.store.openIDProfileID])
  }

  @Test func `a one-time password signs in once`() async throws {
    let (server, client) = try await start()
    let member = server.store.member
    let accessToken = try await client.requestAccessToken(.implicit).accessToken.secret
    try await client.requestOneTimePassword(
      realm: server.store.realmID, profileID: member.passwordProfileID,
      username: member.username, accessToken: accessToken)
    let code = try #require(server.oneTimeCodes.first).code
    let credential = SignInCredential.passwordless(
      profileID: member.passwordProfileID, username: member.username, code: Secret(code))
    let page = try await client.mintAccountTokens(credential, accessToken: accessToken)
    #expect(page.memberID == member.id)
    await #expect(throws: APIError.self) {
      try await client.mintAccountTokens(credential, accessToken: accessToken)
    }
  }

  @Test func `a customer signs in`() async throws {
    let (server, client) = try await start()
    let accessToken = try await client.requestAccessToken(.implicit).accessToken.secret
    let customer = try await client.mintCustomerToken(
      email: server.store.customer.email, password: Secret(server.store.customer.password),
      accessToken: accessToken)
    #expect(customer.customerID == server.store.customer.id)
    #expect(customer.token.expiry != nil)
  }

  @Test(arguments: [
    (Fault.halfBody, APIError.unreachable("the connection broke in the middle of an answer")),
    (.notJSON, .unreadable("the answer is not an access token")),
    (.wrongShape, .unreadable("the answer is not an access token")),
  ])
  func `a broken answer is an error`(fault: Fault, expected: APIError) async throws {
    let (server, client) = try await start()
    server.faults.turnOn(fault)
    await #expect(throws: expected) { try await client.requestAccessToken(.implicit) }
  }

  @Test func `a store whose clock is off is followed`() async throws {
    let (server, client) = try await start()
    server.faults.turnOn(.skewedDate(seconds: 7200))
    let started = ContinuousClock.now
    let clock = try #require(try await client.requestAccessToken(.implicit).clock)
    let taken = (ContinuousClock.now - started) / .seconds(1)
    #expect(abs(clock.offset - 7200) <= 2 + taken)
  }
}
