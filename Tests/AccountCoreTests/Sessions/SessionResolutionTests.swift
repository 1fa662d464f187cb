@testable import AccountCore
import AccountModel
import AccountVault
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// Which of the sessions at one store a profile means. The store is a support desk's: one user name
/// belongs to two members in two password profiles, and to a customer.
@Suite(.fewAtOnce) struct `Which session is meant` {
  static func desk() async throws -> TestBench {
    try await TestBench(.desk) { $0.otherClientIDs = ["other-client"] }
  }

  private func credential(
    _ bench: TestBench, _ profile: String, _ username: String
  ) throws -> Member.PasswordCredential {
    let id = try #require(bench.server.store.passwordProfiles.first { $0.name == profile }?.id)
    return try #require(
      bench.server.store.members.flatMap(\.credentials).first {
        $0.passwordProfileID == id && $0.username == username
      })
  }

  /// Signs in under a profile of the settings.
  @discardableResult
  private func signIn(
    _ bench: TestBench, under profile: String, _ credential: Member.PasswordCredential
  ) async throws -> Session {
    try await bench.signIn(
      try bench.service(
        StoreOptions(profile: profile),
        variables: ["EPSWITCH_CLIENT_SECRET": bench.server.store.clientSecret]), credential)
  }

  private func meant(_ bench: TestBench, _ profile: String) throws -> SessionSummary {
    let service = try bench.service(profile: profile)
    return try service.summary(at: try service.selector())
  }

  /// What tells two profiles apart that are the same otherwise: how the first one differs from the
  /// second.
  enum Difference: String, CaseIterable, Sendable {
    case grantType, passwordProfile, mechanism, username, clientID
  }

  @Test(arguments: Difference.allCases)
  func `two profiles that differ in one thing never find each other's session`(
    _ difference: Difference
  ) async throws {
    let bench = try await Self.desk()
    let own = try credential(bench, "Members", "buyer@acme.example")
    let desk = try credential(bench, "Impersonation", "agent")
    func addProfile(_ name: String, _ edit: (inout Profile) -> Void) throws {
      try bench.addProfile(name) { profile in
        profile.mechanism = .password
        profile.username = own.username
        profile.passwordProfile = own.passwordProfileID
        edit(&profile)
      }
    }
    try addProfile("first") { _ in }
    try addProfile("second") { profile in
      switch difference {
      case .grantType: profile.grantType = .clientCredentials
      case .passwordProfile: profile.passwordProfile = desk.passwordProfileID
      case .mechanism: profile.mechanism = .customer
      case .username: profile.username = desk.username
      case .clientID: profile.clientID = "other-client"
      }
    }
    let session = try await signIn(bench, under: "first", own)
    #expect(try meant(bench, "first").id == session.id)
    let failure = try #require(await failure { _ = try meant(bench, "second") })
    #expect(failure.kind == .notSignedIn)
    #expect(failure.userMessage.recoverySuggestion?.contains("--profile second") == true)
  }

  @Test func `equal user names in two password profiles are told apart by the profile's`()
    async throws
  {
    let bench = try await Self.desk()
    let (ada, sam) = (
      try credential(bench, "Members", "buyer@acme.example"),
      try credential(bench, "Impersonation", "buyer@acme.example")
    )
    try bench.addProfile("member") {
      $0.username = ada.username
      $0.passwordProfile = ada.passwordProfileID
    }
    try bench.addProfile("desk") {
      $0.username = sam.username
      $0.passwordProfile = sam.passwordProfileID
    }
    let first = try await signIn(bench, under: "member", ada)
    let second = try await signIn(bench, under: "desk", sam)
    #expect(first.member.id != second.member.id)
    #expect(try meant(bench, "member").id == first.id)
    #expect(try meant(bench, "desk").id == second.id)
  }

  @Test func `a user name that means several sessions is an error that lists them`() async throws {
    let bench = try await Self.desk()
    let ada = try credential(bench, "Members", "buyer@acme.example")
    let sam = try credential(bench, "Impersonation", "buyer@acme.example")
    try bench.addProfile("buyer") { $0.username = ada.username }
    try await signIn(bench, under: "buyer", ada)
    try await signIn(bench, under: "buyer", sam)
    let service = try bench.service(profile: "buyer")
    let selector = try service.selector()
    let customer = try await service.signIn(
      SignInRequest(mechanism: .customer), at: selector,
      prompter: ScriptedPrompter(.secret(.password, bench.server.store.customer.password)))
    #expect(customer.session.isCustomer)

    let failure = try #require(await failure { _ = try service.summary(at: selector) })
    #expect(failure.kind == .usage)
    let summary = failure.userMessage.summary
    #expect(summary.contains("3 sessions"))
    #expect(summary.contains("Ada Buyer <buyer@acme.example>"))
    #expect(summary.contains("Sam Support <support@store.example>"))
    #expect(summary.contains("password profile \(ada.passwordProfileID)"))
    #expect(summary.contains("password profile \(sam.passwordProfileID)"))
    #expect(summary.contains("(customer)"))
    #expect(failure.userMessage.recoverySuggestion?.contains("profile set buyer") == true)

    // The mechanism alone tells the customer.
    try bench.settings.set(.mechanism, to: "customer", on: "buyer")
    #expect(try meant(bench, "buyer").id == customer.session.id)
    try bench.settings.set(.mechanism, to: "password", on: "buyer")
    try bench.settings.set(.passwordProfile, to: sam.passwordProfileID, on: "buyer")
    #expect(try meant(bench, "buyer").member.name == "Sam Support")
  }

  @Test func `without a user name the session used last is meant`() async throws {
    let bench = try await Self.desk()
    try bench.addProfile("open")
    let ada = try await signIn(
      bench, under: "open", try credential(bench, "Members", "buyer@acme.example"))
    let sam = try await signIn(
      bench, under: "open", try credential(bench, "Impersonation", "buyer@acme.example"))
    #expect(try meant(bench, "open").id == sam.id)

    // A switch is a use.
    let service = try bench.service(profile: "open")
    _ = try await service.switchAccount(
      to: try #require(ada.roster.accounts.first?.id), in: ada.id, at: try service.selector(),
      prompter: ScriptedPrompter())
    #expect(try meant(bench, "open").id == ada.id)
    #expect(try service.sessions().map(\.id) == [ada.id, sam.id])
  }

  @Test func `a member ID stands for a user name`() async throws {
    let bench = try await Self.desk()
    try bench.addProfile("open")
    try bench.addProfile("by-id") { $0.username = bench.member.id }
    let session = try await signIn(
      bench, under: "open", try credential(bench, "Members", "buyer@acme.example"))
    #expect(try meant(bench, "by-id").id == session.id)
  }

  @Test func `equal user names under two grant types are two sessions`() async throws {
    let bench = try await Self.desk()
    try bench.addProfile("plain")
    try bench.addProfile("secret") { $0.grantType = .clientCredentials }
    let ada = try credential(bench, "Members", "buyer@acme.example")
    let plain = try await signIn(bench, under: "plain", ada)
    let secret = try await signIn(bench, under: "secret", ada)
    #expect(plain.id != secret.id)
    #expect(try meant(bench, "plain").id == plain.id)
    #expect(try meant(bench, "secret").id == secret.id)
    let names = try bench.service().sessions().map(\.id.grantType)
    #expect(names == [.clientCredentials, .implicit])
  }

  /// A store that made a member anew gives the user name another ID.
  @Test(arguments: [["member-1", "member-2"], ["member-2", "member-1"]])
  func `of two members of one user name the one who signed in last is meant`(
    order: [String]
  ) async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop") { $0.username = "buyer@acme.example" }
    let vault = try bench.service().vault
    func id(_ member: String) throws -> SessionID {
      SessionID(
        store: try bench.store, grantType: .implicit, method: .passwordProfile("profile-1"),
        memberID: member)
    }
    for member in order {
      let account = Account(id: AccountID("a"), name: "A", expiry: nil)
      _ = try vault.saveSignIn(
        id(member), member: AccountMember(id: member, username: "buyer@acme.example"),
        mechanism: .password,
        roster: RosterSnapshot(
          minted: [MintedAccount(account: account, token: Secret("token"), position: 0)],
          clock: ServerClock(), fetchedAt: Date()))
    }
    // The older session may be used meanwhile, by who was shown it.
    _ = try vault.saveChoice(of: AccountID("a"), in: id(order[0]))
    #expect(try meant(bench, "shop").id.memberID == order[1])
  }
}
