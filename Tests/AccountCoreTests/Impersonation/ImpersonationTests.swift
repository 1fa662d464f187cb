@testable import AccountCore
import AccountModel
import AccountVault
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// A support desk acts as a member.
@Suite(.fewAtOnce) struct `Impersonation` {
  @Test func `the member's accounts are acted as, and nothing stays at the store`() async throws {
    let desk = try await Desk()
    let session = try await desk.impersonate().session
    #expect(session.member.id == desk.ada.id)
    #expect(session.member.name == "Ada Buyer")
    #expect(session.roster.count == desk.ada.accounts.count)
    #expect(session.id.method == .impersonation(desk.server.store.passwordProfiles[1].id))
    #expect(session.summary.impersonator == "sam")
    try desk.expectNothingLeft()
    let steps = desk.server.requests.map { "\($0.method) \($0.path.split(separator: "/").last!)" }
    let made = try #require(
      steps.firstIndex(of: "POST user-authentication-password-profile-info"))
    #expect(steps[made...].dropFirst().prefix(2).first == "POST access_token")
    #expect(steps[made + 2] == "POST tokens")
    #expect(steps[made + 3].hasPrefix("DELETE "))
  }

  @Test func `the mark is in the vault, and in every event`() async throws {
    let desk = try await Desk()
    try await desk.impersonate { $0.account = "Acme Industrial" }
    let service = try desk.service(agent: "another")
    let current = try service.currentAccount()
    #expect(current.session.impersonationMark == "impersonated by sam")
    #expect(current.session.memberLabel.contains("Ada Buyer"))
    #expect(try service.actingAccount().announcement?.contains("impersonated by sam") == true)
    _ = try await service.token(
      for: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
    let events = try service.auditEvents(limit: 10)
    #expect(events.map(\.kind) == [.export, .impersonate])
    #expect(events.map(\.impersonator) == ["sam", "sam"])
    #expect(events.last?.reason == "ticket 1")
    #expect(events.last?.member.id == desk.ada.id)
  }

  @Test func `accounts are never acted as under the store-wide access token`() async throws {
    let desk = try await Desk()
    try await desk.impersonate { $0.account = "Acme Industrial" }
    let service = try desk.service()
    let acting = try service.actingAccount()
    let credentials = try await service.credentials(.exec)
    let requests = try await service.requests(as: acting, reason: nil, prompter: ScriptedPrompter())
    _ = try await requests.send(
      AccountRequest(
        "GET", try RequestPath("/v2/accounts", of: desk.bench.store), headers: [], body: nil))
    try await service.switchAccount(to: desk.bench.account(1))
    let storeWide = desk.server.requests.filter {
      $0.accessToken?.grantType == .clientCredentials
    }
    #expect(!storeWide.isEmpty)
    #expect(
      storeWide.allSatisfy { $0.accountToken == nil && $0.path != "/v2/account-members/tokens" })
    let tokens = Set(storeWide.compactMap { $0.header("Authorization") })
    #expect(!tokens.contains("Bearer \(credentials.accessToken.reveal())"))
    let asAccount = desk.server.requests.filter { $0.accountToken != nil }
    #expect(!asAccount.isEmpty)
    #expect(asAccount.allSatisfy { $0.accessToken?.grantType == .implicit })
  }

  @Test func `the user name and the password are new each time, and the password is nowhere`()
    async throws
  {
    let desk = try await Desk()
    try await desk.impersonate()
    try await desk.impersonate()
    let made = desk.credentialRequests.filter { $0.method == "POST" }
      .compactMap { String(data: $0.body, encoding: .utf8) }
    #expect(made.count == 2)
    func value(_ name: String, _ body: String) throws -> String {
      let json =
        try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: [String: String]]
      return try #require(json?["data"]?[name])
    }
    let names = try made.map { try value("username", $0) }
    let passwords = try made.map { try value("password", $0) }
    #expect(Set(names).count == 2)
    #expect(Set(passwords).count == 2)
    #expect(names.allSatisfy { $0.hasPrefix("epswitch-") && !$0.contains("@") })
    for file in try FileManager.default.contentsOfDirectory(atPath: desk.bench.stateDirectory) {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(desk.bench.stateDirectory)/\(file)"))
      for password in passwords { #expect(data.range(of: Data(password.utf8)) == nil, "\(file)") }
    }
  }

  @Test func `where the profile wants addresses, the user name is one`() async throws {
    let desk = try await Desk(inProfile: "Members")
    try await desk.impersonate()
    let made = try #require(desk.credentialRequests.first { $0.method == "POST" })
    #expect(String(decoding: made.body, as: UTF8.self).contains("@impersonation.invalid"))
    try desk.expectNothingLeft()
  }

  // MARK: - Whom and why

  @Test(arguments: ["buyer@acme.example", "BUYER@ACME", "ada b", "Ada Buyer"])
  func `a member is found by`(_ text: String) async throws {
    let desk = try await Desk()
    #expect(try await desk.impersonate(text).session.member.id == desk.ada.id)
  }

  @Test func `a member is found by ID`() async throws {
    let desk = try await Desk()
    let id = desk.sam.id.uppercased()
    #expect(try await desk.impersonate(id).session.member.id == desk.sam.id)
  }

  @Test func `who it is is shown before the reason is asked for`() async throws {
    let desk = try await Desk()
    let prompter = ScriptedPrompter(
      .member { prompt in
        #expect(prompt.query == nil)
        return .search("da")
      },
      .member { prompt in
        #expect(prompt.members.map(\.name) == ["Ada Buyer", "Dana Levi", "Farid Haddad"])
        return .member(prompt.members[0].id)
      },
      .impersonationReason("ticket 2"))
    try await desk.impersonate(nil, reason: nil, prompter: prompter)
    prompter.expectDone()
    let shown = try #require(prompter.impersonations.first)
    #expect(shown.member.email == "buyer@acme.example")
    #expect(shown.accountTotal == desk.ada.accounts.count)
    #expect(shown.accounts.first?.name == "Acme Industrial")
    #expect(try desk.service().auditEvents(limit: 1).first?.reason == "ticket 2")
  }

  @Test(
    arguments: [
      ("e", "ticket", .noSuchAccount), ("nobody", "ticket", .noSuchAccount),
      ("buyer@acme.example", nil, .usage), (nil, "ticket", .usage),
    ] as [(String?, String?, AccountError.Kind)])
  func `without a terminal nothing is made for`(
    _ member: String?, _ reason: String?, _ kind: AccountError.Kind
  ) async throws {
    let desk = try await Desk()
    let error = await failure {
      try await desk.impersonate(
        member, reason: reason, prompter: ScriptedPrompter(.failing(.unavailable)))
    }
    #expect(error?.kind == kind)
    #expect(desk.credentialRequests.isEmpty)
    #expect(try desk.service().vault.summaries().isEmpty)
  }

  @Test func `a blank reason is none`() async throws {
    let desk = try await Desk()
    let error = await failure {
      try await desk.impersonate(
        reason: nil, prompter: ScriptedPrompter(.impersonationReason("  ")))
    }
    #expect(error?.kind == .usage)
    #expect(desk.credentialRequests.isEmpty)
  }

  // MARK: - Sessions apart

  @Test func `the member's own session and the impersonation never stand for each other`()
    async throws
  {
    let desk = try await Desk()
    try desk.bench.addProfile("own")
    let own = try desk.bench.service(profile: "own")
    try await desk.impersonate()
    #expect(throws: AccountError.self) { try own.session(at: own.selector()) }
    let session = try await desk.bench.signIn(own)
    #expect(session.summary.impersonationMark == nil)
    let service = try desk.service()
    #expect(try service.session(at: service.selector()).summary.impersonator == "sam")
    #expect(try own.session(at: own.selector()).summary.impersonator == nil)
  }

  @Test func `nobody signs in to a desk's profile`() async throws {
    let desk = try await Desk()
    let error = await failure { try await desk.bench.signIn(try desk.service()) }
    #expect(error?.kind == .usage)
    #expect(error?.userMessage.recoverySuggestion?.contains("epswitch impersonate") == true)
  }

  @Test func `an expired impersonation is renewed by impersonating`() async throws {
    let desk = try await Desk()
    try await desk.impersonate { $0.account = "Acme Industrial" }
    desk.bench.clock.advance(by: 2 * 86_400)
    let error = await failure { _ = try await desk.service().token() }
    #expect(error?.kind == .signInNeeded)
    #expect(error?.userMessage.recoverySuggestion?.contains("epswitch impersonate") == true)
  }

  // MARK: - A user name the desk has already

  @Test func `the desk's own user name is used, and neither changed nor deleted`() async throws {
    let desk = try await Desk()
    let session = try await desk.impersonate(
      prompter: ScriptedPrompter(.secret(.password, "agent-password"))
    ) { $0.username = "agent" }.session
    #expect(session.summary.impersonator == "sam")
    #expect(desk.credentialRequests.isEmpty)
    try desk.expectNothingLeft()
  }

  @Test func `a user name of another member is refused`() async throws {
    let desk = try await Desk()
    let error = await failure {
      try await desk.impersonate(
        "support@store.example", prompter: ScriptedPrompter(.secret(.password, "agent-password"))
      ) { $0.username = "agent" }
    }
    #expect(error?.kind == .failure)
    #expect(try desk.service().vault.summaries().isEmpty)
  }

  @Test func `where the store allows one user name, the one that is there is named and kept`()
    async throws
  {
    let desk = try await Desk { $0.allowsOneInfoPerProfile = true }
    let error = await failure { try await desk.impersonate() }
    #expect(error?.kind == .failure)
    #expect(
      error?.userMessage.recoverySuggestion?.contains(
        "epswitch impersonate \(desk.ada.id) --username agent") == true)
    try desk.expectNothingLeft()
  }

  // MARK: - Settings

  @Test func `a profile without the grant or the profile is told apart`() async throws {
    let desk = try await Desk()
    try desk.bench.addProfile("plain")
    try desk.bench.addProfile("half") { $0.impersonationProfile = "Impersonation" }
    for (name, word) in [("plain", "impersonation-profile"), ("half", "client-credentials")] {
      let error = await failure {
        try await desk.impersonate("ada", try desk.bench.service(profile: name))
      }
      #expect(error?.kind == .usage)
      #expect(error?.userMessage.text.contains(word) == true)
    }
    #expect(desk.server.requests.isEmpty)
  }

  @Test func `a wrong impersonation profile is answered with those there are`() async throws {
    let desk = try await Desk(inProfile: "Desk")
    let error = await failure { try await desk.impersonate() }
    #expect(error?.kind == .usage)
    #expect(error?.userMessage.text.contains("Impersonation (") == true)
    #expect(desk.credentialRequests.isEmpty)
  }

  @Test func `a secret that was asked for is kept for cleaning up`() async throws {
    let desk = try await Desk()
    let prompter = ScriptedPrompter(.secret(.clientSecret, "simulator-secret"))
    try await desk.impersonate("ada b", try desk.service(secret: false), prompter: prompter)
    #expect(
      try desk.service(secret: false).vault.clientSecret(for: desk.bench.store)
        == Secret("simulator-secret"))
  }

  @Test func `an e-mail address that names no account leads to impersonate`() async throws {
    let desk = try await Desk()
    try await desk.impersonate()
    let service = try desk.service()
    let selector = try service.selector()
    let session = try service.summary(at: selector)
    let failure = await failure {
      _ = try await service.findAccount(
        matching: "second@acme.example", in: session.id, at: selector)
    }
    #expect(failure?.kind == .noSuchAccount)
    #expect(
      failure?.userMessage.text.string.contains(
        "`epswitch impersonate second@acme.example --profile desk`") == true)
  }

  @Test func `an account chosen for one ticket is not acted as for the next`() async throws {
    let desk = try await Desk()
    let first = try await desk.impersonate { $0.account = desk.ada.accounts[0].id }
    #expect(first.session.selected?.rawValue == desk.ada.accounts[0].id)
    let second = try await desk.impersonate(reason: "ticket 2")
    #expect(second.session.selected == nil)
    let service = try desk.service()
    #expect(await failure { _ = try service.actingAccount() }?.kind == .noSuchAccount)
    #expect(try service.auditEvents(limit: 1).first?.account == nil)
  }

  @Test func `after a sign-out a desk acts as nobody until somebody chooses`() async throws {
    let desk = try await Desk()
    try await desk.impersonate { $0.account = desk.ada.accounts[0].id }
    try await desk.impersonate("support@store.example", reason: "ticket 2") {
      $0.account = desk.sam.accounts[1].id
    }
    let service = try desk.service()
    let selector = try service.selector()
    let session = try service.summary(at: selector)
    #expect(session.member.id == desk.sam.id)

    #expect(try service.signOut(session, at: selector, reason: nil) == nil)

    let left = try service.summary(at: selector)
    #expect(left.member.id == desk.ada.id)
    let failure = await failure { _ = try service.actingAccount() }
    #expect(failure?.kind == .noSuchAccount)
    #expect(
      failure?.userMessage.summary.string == "No account of \(left.memberLabel) is chosen.")
  }
}
