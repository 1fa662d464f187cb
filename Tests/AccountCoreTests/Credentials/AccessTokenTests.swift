@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// An access token is kept for one store, client, grant type and client secret.
@Suite(.fewAtOnce) struct `Access tokens` {
  /// A store with one client, and a profile of each grant type.
  private func bench() async throws -> TestBench {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("whole") { $0.grantType = .clientCredentials }
    try bench.addProfile("plain") { $0.grantType = .implicit }
    return bench
  }

  private func service(
    _ bench: TestBench, _ profile: String, secret: String? = nil
  ) throws -> AccountService {
    try bench.service(
      StoreOptions(profile: profile),
      variables: secret.map { ["EPSWITCH_CLIENT_SECRET": $0] } ?? [:])
  }

  @Test(arguments: [["whole", "plain"], ["plain", "whole"]])
  func `what one grant type got is never handed out under the other`(
    _ order: [String]
  ) async throws {
    let bench = try await bench()
    let secret = bench.server.store.clientSecret
    for profile in order {
      try await bench.signIn(try service(bench, profile, secret: secret), actingAs: 0)
    }
    bench.server.forgetRequests()

    let whole = try await service(bench, "whole", secret: secret).credentials()
    let plain = try await service(bench, "plain", secret: secret).credentials()
    #expect(whole.accessToken != plain.accessToken)
    #expect(whole.held.token != plain.held.token)

    // Both came from the vault; the store tells what they are.
    #expect(bench.server.requests.isEmpty)
    for (profile, grantType) in [
      ("whole", AccessToken.GrantType.clientCredentials), ("plain", .implicit),
    ] {
      bench.server.forgetRequests()
      let service = try service(bench, profile, secret: secret)
      let requests = try await service.requests(
        as: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
      let path = try RequestPath("/v2/accounts", of: try bench.store)
      _ = try await requests.send(AccountRequest("GET", path, headers: [], body: nil))
      #expect(bench.server.requests.map(\.accessToken?.grantType) == [grantType])
      let handedOut = profile == "whole" ? whole : plain
      #expect(bench.server.requests.map(\.bearerToken) == [handedOut.accessToken.reveal()])
    }
  }

  @Test func `another client secret gets another access token`() async throws {
    let bench = try await bench()
    let secret = bench.server.store.clientSecret
    try await bench.signIn(try service(bench, "whole", secret: secret), actingAs: 0)
    bench.server.forgetRequests()

    // The store refuses it: the access token of the right secret is not handed out instead.
    let failure = try #require(
      await failure { _ = try await service(bench, "whole", secret: "wrong").credentials() })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("refused its secret"))
    #expect(!failure.userMessage.text.contains("wrong"))
    #expect(bench.server.accessTokenRequests == 1)

    _ = try await service(bench, "whole", secret: secret).credentials()
    #expect(bench.server.accessTokenRequests == 1)
  }

  @Test func `a missing client secret is an error, and never the other grant type`() async throws {
    let bench = try await bench()
    let session = try await bench.signIn(
      try service(bench, "whole", secret: bench.server.store.clientSecret), actingAs: 0)
    bench.server.forgetRequests()
    let service = try service(bench, "whole")
    let selector = try service.selector()
    func expectRefusal(_ work: () async throws -> Void) async {
      let failure = await failure(of: work)
      #expect(failure?.kind == .usage)
      #expect(failure?.userMessage.summary == "The client secret of whole is missing.")
      #expect(failure?.userMessage.recoverySuggestion?.contains("EPSWITCH_CLIENT_SECRET") == true)
    }
    await expectRefusal { _ = try await service.credentials() }
    await expectRefusal { try await service.switchAccount(to: bench.account(1)) }
    await expectRefusal { _ = try await service.refresh(session.id, at: selector) }
    await expectRefusal {
      _ = try await service.requests(
        as: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
    }
    #expect(bench.server.requests.isEmpty)
    // The account token alone needs no client.
    _ = try await service.token()
  }

  @Test func `the profile's headers are part of what is handed out`() async throws {
    let bench = try await TestBench(.large, accounts: 2)
    let channel = try HeaderField(name: "EP-Channel", value: "web")
    try bench.addProfile("shop") { $0.headers = [channel] }
    let service = try bench.service(profile: "shop")
    try await bench.signIn(service, actingAs: 0)
    let credentials = try await service.credentials()
    #expect(credentials.profileHeaders == [channel])
    let headers = try #require(credentials.headers)
    #expect(
      headers.map(\.name) == [
        "Authorization", "EP-Account-Management-Authentication-Token", "EP-Channel",
      ])
    #expect(bench.server.mints.allSatisfy { $0.header("EP-Channel") == "web" })
  }

  @Test func `what the wanted format cannot hold is refused before it is recorded`() async throws {
    struct Unfit: Error {}
    let bench = try await TestBench(.large, accounts: 2)
    try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    await #expect(throws: Unfit.self) {
      try await service.credentials(
        for: try service.actingAccount(), use: .export, reason: nil, prompter: ScriptedPrompter()
      ) { _ in throw Unfit() }
    }
    #expect(try service.auditEvents(limit: 9).map(\.kind) == [.signIn])
  }

  @Test func `the tokens of the other accounts are those that live`() async throws {
    let bench = try await TestBench(.showcase)
    let session = try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 2_000)
    let service = try bench.service()
    let others = try service.otherHeldTokens(than: try await service.credentials())
    let now = bench.clock.now()
    let living = session.roster.accounts.filter {
      $0.id != bench.account(0) && $0.expiry?.hasPassed(at: now) == false
    }
    #expect(others.map(\.account.id) == living.map(\.id))
    // Two of the twelve have expired by then.
    #expect(others.count == 9)
    #expect(Set(others.map(\.token.secret)).count == 9)
  }

  @Test func `what a token says about itself is shown, whatever its shape`() async throws {
    let bench = try await TestBench(.showcase)
    let session = try await bench.signIn(actingAs: 0)
    let claims = try #require(
      try bench.service().claims(of: bench.account(0), in: session.id))
    #expect(claims["scope"] == bench.account(0).rawValue)
    #expect(claims["sub"] == bench.member.id)
    #expect(claims.entries.map(\.name).prefix(2) == ["scope", "sub"])
    #expect(TokenClaims(Secret("a.b")) == nil)
    #expect(TokenClaims(Secret("a.!!.c")) == nil)
    let odd = #"{"exp":"soon","aud":["a","b\u001b[31m"],"ok":true,"n":1.5,"o":{},"z":null}"#
    let payload = base64URL(Array(odd.utf8))
    let strange = try #require(TokenClaims(Secret("x.\(payload).y")))
    #expect(strange.entries.map(\.name) == ["exp", "aud", "n", "o", "ok", "z"])
    #expect(strange.entries.map(\.value) == ["soon", "a, b", "1.5", "…", "true", "null"])
  }
}
