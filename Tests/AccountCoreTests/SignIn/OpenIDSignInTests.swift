@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import ProgramTesting
import Testing

/// Signing in at the store's identity provider, with a browser that comes back to this machine.
@Suite(.fewAtOnce) struct `Signing in with OpenID` {
  private static let profileName = "Simulated Identity Provider"

  private func request(_ port: Int) -> SignInRequest {
    var request = SignInRequest(mechanism: .oidc)
    request.redirectURI = "http://localhost:\(port)/callback"
    return request
  }

  private func signIn(
    _ bench: TestBench, _ request: SignInRequest, _ prompter: ScriptedPrompter
  ) async throws -> SignInOutcome {
    let service = try bench.service()
    return try await service.signIn(request, at: try service.selector(), prompter: prompter)
  }

  @Test func `the browser is told so only when the store accepted the code`() async throws {
    let bench = try await TestBench(.showcase)
    let page = Locked<Browser.Page?>(nil)
    let prompter = ScriptedPrompter(
      .browser { address in
        await page.change(to: try? Browser.open(try Browser.consent(at: address)))
      })
    let outcome = try await signIn(bench, request(try freePort()), prompter)
    prompter.expectDone()
    let session = outcome.session
    #expect(session.id.method == .openIDProfile(bench.server.store.openIDProfileID))
    #expect(session.mechanism == .oidc)
    #expect(session.member.id == bench.member.id)
    #expect(session.member.username == nil)
    #expect(session.member.displayName == "Ada Buyer <buyer@acme.example>")
    try await waitUntil("the page came") { page.value != nil }
    #expect(page.value?.status == 200)
    #expect(page.value?.text.contains("signed in") == true)
  }

  @Test func `a code that the store refuses is a refusal in the browser too`() async throws {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(
      .error(400, details: ["authentication failed"]), for: .mechanism("oidc"))
    let page = Locked<Browser.Page?>(nil)
    let port = try freePort()
    let failure = try #require(
      await failure {
        _ = try await signIn(
          bench, request(port),
          ScriptedPrompter(
            .browser { address in
              await page.change(to: try? Browser.open(try Browser.consent(at: address)))
            }))
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("refused the answer of the identity provider"))
    try await waitUntil("the page came") { page.value != nil }
    #expect(page.value?.text.contains("You are signed in") == false)
    #expect(page.value?.text.contains("authentication failed") == true)
    #expect(try bench.service().sessions().isEmpty)
  }

  @Test func `an answer of another sign-in is ignored, and the waiting goes on`() async throws {
    let bench = try await TestBench(.showcase)
    let prompter = ScriptedPrompter(
      .browser { address in
        guard let right = try? await Browser.consent(at: address) else { return }
        let wrong = right.replacing(/state=[^&]*/, with: "state=other")
        #expect(wrong != right)
        let page = try? await Browser.open(wrong)
        #expect(page?.text.contains("signed in.") == false)
        _ = try? await Browser.open(right)
      })
    let outcome = try await signIn(bench, request(try freePort()), prompter)
    #expect(outcome.session.member.id == bench.member.id)
    #expect(bench.server.mints.filter { $0.mechanism == "oidc" }.count == 1)
  }

  @Test func `what the provider refuses is said in its words`() async throws {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(.refusedConsent)
    let port = try freePort()
    let failure = try #require(
      await failure {
        _ = try await signIn(
          bench, request(port),
          ScriptedPrompter(
            .browser { address in
              _ = try? await Browser.open(try Browser.consent(at: address))
            }))
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("access_denied: The person refused"))
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `the address may be pasted, after ones that are refused`() async throws {
    let bench = try await TestBench(.showcase)
    let (pasted, continuation) = AsyncStream<String>.makeStream()
    let prompter = ScriptedPrompter(
      .browser { address in
        guard let right = try? await Browser.consent(at: address) else { return }
        continuation.yield("https://elsewhere.example/callback?code=1&state=2")
        continuation.yield("")
        continuation.yield(right.replacing(/state=[^&]*/, with: "state=other"))
        continuation.yield("  \(right) ")
      }, pasting: pasted)
    let outcome = try await signIn(bench, request(try freePort()), prompter)
    #expect(outcome.session.member.id == bench.member.id)
    let refusals = prompter.notices.compactMap { notice in
      if case .addressRefused(let message) = notice { message.summary } else { nil }
    }
    #expect(
      refusals == [
        "That is not the address the browser comes back to.",
        "That address belongs to another sign-in.",
      ])
  }

  @Test func `an address on another machine is pasted, and nobody listens`() async throws {
    let bench = try await TestBench(.showcase) {
      $0.redirectURIs = ["https://shop.example/account/callback"]
    }
    let (pasted, continuation) = AsyncStream<String>.makeStream()
    var request = SignInRequest(mechanism: .oidc)
    request.redirectURI = "https://shop.example/account/callback"
    let prompter = ScriptedPrompter(
      .browser { address in
        guard let right = try? await Browser.consent(at: address) else { return }
        // The path alone is not enough: it has to be the shop's address.
        continuation.yield(right.replacing("https://shop.example", with: ""))
        continuation.yield(right.replacing("shop.example", with: "evil.example"))
        continuation.yield(right)
      }, pasting: pasted)
    let outcome = try await signIn(bench, request, prompter)
    #expect(outcome.session.member.id == bench.member.id)
    #expect(prompter.notices.count { if case .addressRefused = $0 { true } else { false } } == 2)
  }

  @Test func `an address on another machine needs somebody to paste it`() async throws {
    let bench = try await TestBench(.showcase)
    var request = SignInRequest(mechanism: .oidc)
    request.redirectURI = "https://shop.example/account/callback"
    let failure = try #require(
      await failure { _ = try await signIn(bench, request, ScriptedPrompter()) })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains("https://shop.example/account/callback"))
  }

  @Test func `nobody pasting any more ends the waiting for another machine's address`()
    async throws
  {
    let bench = try await TestBench(.showcase)
    var request = SignInRequest(mechanism: .oidc)
    request.redirectURI = "https://shop.example/account/callback"
    let failure = await failure {
      _ = try await signIn(
        bench, request, ScriptedPrompter(.browser { _ in }, pasted: ["nonsense"]))
    }
    #expect(failure?.kind == .cancelled)
  }

  @Test(arguments: [
    "http://shop.example/callback", "callback",
    "http://localhost:0/callback", "https://shop.example/callback?x=1", "ftp://localhost/",
  ])
  func `a redirect address that cannot be one is refused`(_ text: String) async throws {
    let bench = try await TestBench(.showcase)
    var request = SignInRequest(mechanism: .oidc)
    request.redirectURI = text
    let failure = try #require(
      await failure { _ = try await signIn(bench, request, ScriptedPrompter()) })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains(text))
  }

  @Test func `a port that is in use is named`() async throws {
    let bench = try await TestBench(.showcase)
    let failure = try #require(
      await failure {
        _ = try await signIn(bench, request(bench.server.port), ScriptedPrompter())
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("port \(bench.server.port)"))
    #expect(failure.userMessage.recoverySuggestion?.contains("--redirect-uri") == true)
  }

  enum Source: String, CaseIterable, Sendable { case list, profile, discovery, hidden }

  @Test(arguments: Source.allCases)
  func `the provider's address is found`(_ source: Source) async throws {
    let bench = try await TestBench(.showcase) {
      $0.omitsOpenIDLinks = source != .list
      $0.hidesSettings = source == .hidden
    }
    let profile = bench.server.store.openIDProfileID
    if source == .discovery {
      // The profile itself has no links either.
      bench.server.faults.turnOn(
        .status(404),
        for: .path("/v2/authentication-realms/\(bench.server.store.realmID)/oidc-profiles/"))
    }
    var request = request(try freePort())
    request.oidcProfile = profile
    let prompter = ScriptedPrompter(
      .browser { address in
        #expect(address.hasPrefix(bench.server.baseURL + "/oidc-idp/login/"))
        #expect(address.contains("elasticpath_commerce_cloud_profile_id=\(profile)"))
        // A client whose settings are closed knows only its own ID.
        guard source != .hidden else {
          #expect(address.contains("client_id=\(bench.server.store.clientID)"))
          return
        }
        _ = try? await Browser.open(try Browser.consent(at: address))
      }, pasted: nil)
    if source == .hidden {
      let task = Task { try await signIn(bench, request, prompter) }
      try await waitUntil("the browser was opened") { prompter.questions == ["browser"] }
      task.cancel()
      _ = await task.result
      return
    }
    let outcome = try await signIn(bench, request, prompter)
    #expect(outcome.session.id.method == .openIDProfile(profile))
  }

  @Test func `the profile may be named, and one that is not there is refused`() async throws {
    let bench = try await TestBench(.showcase)
    var request = request(try freePort())
    request.oidcProfile = Self.profileName
    let outcome = try await signIn(
      bench, request,
      ScriptedPrompter(
        .browser { address in _ = try? await Browser.open(try Browser.consent(at: address)) }))
    #expect(
      outcome.session.id.method == .openIDProfile(bench.server.store.openIDProfileID))
    request.oidcProfile = "Other"
    let wrong = request
    let failure = try #require(
      await failure { _ = try await signIn(bench, wrong, ScriptedPrompter()) })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.recoverySuggestion?.contains(Self.profileName) == true)
  }

  @Test func `a profile that belongs to one user name does not sign in others`() async throws {
    let bench = try await TestBench(.showcase)
    try bench.addProfile("mine") { $0.username = "me@acme.example" }
    let service = try bench.service(profile: "mine")
    let failure = try #require(
      await failure {
        _ = try await service.signIn(
          SignInRequest(mechanism: .oidc), at: try service.selector(),
          prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .usage)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `cancelling frees the port`() async throws {
    let bench = try await TestBench(.showcase)
    let port = try freePort()
    let prompter = ScriptedPrompter(.browser { _ in })
    let task = Task { await failure { _ = try await signIn(bench, request(port), prompter) } }
    try await waitUntil("the browser was opened") { !prompter.questions.isEmpty }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    let outcome = try await signIn(
      bench, request(port),
      ScriptedPrompter(
        .browser { address in _ = try? await Browser.open(try Browser.consent(at: address)) }))
    #expect(outcome.session.member.id == bench.member.id)
  }
}

extension Locked {
  fileprivate func change(to value: Value) async { change { $0 = value } }
}

@Suite struct `Authorization requests` {
  private func request(
    _ endpoint: String = "https://idp.example/authorize?p=1+2"
  ) throws -> AuthorizationRequest {
    try AuthorizationRequest(
      endpoint: endpoint, clientID: "c&d", redirectURI: .standard,
      random: { [UInt8](repeating: 7, count: $0) })
  }

  @Test func `the address keeps its query and adds ours`() throws {
    let request = try request()
    let parts = try #require(URLComponents(string: request.address))
    let items = (parts.queryItems ?? []).map { "\($0.name)=\($0.value ?? "")" }
    #expect(
      items == [
        "p=1+2", "client_id=c&d", "redirect_uri=http://localhost:8080/callback",
        "response_type=code", "scope=openid email profile", "state=\(request.state)",
        // SHA-256 of the verifier, which never travels here.
        "code_challenge=\(try #require(parts.queryItems?.first { $0.name == "code_challenge" }?.value))",
        "code_challenge_method=S256",
      ])
    #expect(request.codeVerifier.reveal() == base64URL([UInt8](repeating: 7, count: 32)))
    #expect(request.codeVerifier.reveal().count == 43)
    #expect(!request.address.contains(request.codeVerifier.reveal()))
    #expect(!request.address.contains("+"))
  }

  @Test func `two requests share neither state nor verifier`() throws {
    let (one, other) = (
      try AuthorizationRequest(
        endpoint: "https://idp.example/", clientID: "c", redirectURI: .standard),
      try AuthorizationRequest(
        endpoint: "https://idp.example/", clientID: "c", redirectURI: .standard)
    )
    #expect(one.state != other.state)
    #expect(one.codeVerifier != other.codeVerifier)
  }

  @Test(arguments: [
    "http://idp.example/authorize", "javascript:alert(1)", "file:///etc/passwd", "", "idp.example",
  ])
  func `an address that is not safe to open is refused`(_ endpoint: String) {
    #expect(throws: AuthorizationError.unusableEndpoint) { try request(endpoint) }
  }

  @Test(
    arguments: [
      ("/callback?code=abc&state=S", nil),
      ("http://localhost:8080/callback?code=abc&state=S", nil),
      ("/callback?code=abc&state=T", AuthorizationError.wrongState),
      ("/callback?code=abc", .wrongState),
      ("/callback?state=S", .foreignAddress),
      ("/callback?code=&state=S", .foreignAddress),
      ("/other?code=abc&state=S", .foreignAddress),
      ("not an address %%", .foreignAddress),
      ("/callback?error=access_denied&state=S", .refused("access_denied")),
      ("/callback?error=e&error_description=no%1B%5B31m+way&state=S", .refused("e: no+way")),
      ("/callback?error=access_denied&state=T", .wrongState),
    ] as [(String, AuthorizationError?)])
  func `what comes back is judged`(_ address: String, _ expected: AuthorizationError?) throws {
    let request = try request()
    let text = address.replacing("state=S", with: "state=\(request.state)")
    do throws(AuthorizationError) {
      _ = try request.credential(from: text)
      #expect(expected == nil)
    } catch {
      #expect(error == expected)
    }
  }
}
