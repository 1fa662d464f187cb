@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// What a terminal was shown is what its next command acts as, whatever another terminal did.
@Suite(.fewAtOnce) struct `Two terminals` {
  /// Two terminals whose prompts show the same account, the first of three.
  private func terminals(
    profile: ((inout Profile) -> Void)? = nil
  ) async throws -> (bench: TestBench, a: Terminal, b: Terminal) {
    let bench = try await TestBench(.large, accounts: 3)
    var variables: [String: String]?
    if let profile {
      try bench.addProfile("shop", profile)
      try bench.settings.use("shop")
      variables = [:]
    }
    let (a, b) = (
      Terminal(bench, "a", variables: variables), Terminal(bench, "b", variables: variables)
    )
    try await bench.signIn(try b.command(), actingAs: 0, reason: "test")
    try a.drawPrompt()
    try b.drawPrompt()
    return (bench, a, b)
  }

  @Test func `a switch in one leaves the other at what it was shown, and says so`() async throws {
    let (bench, a, b) = try await terminals()
    let shown = try a.command().currentAccount().account

    try await b.command().switchAccount(to: bench.account(1))

    let acting = try a.command().actingAccount()
    #expect(acting.account.id == bench.account(0))
    #expect(acting.scope == .shown)
    #expect(acting.defaultAccount?.id == bench.account(1))
    let announcement = try #require(acting.announcement)
    #expect(announcement.contains("\(shown.name) (\(shown.id))"))
    #expect(announcement.contains("the default is now"))
    #expect(announcement.contains(bench.account(1).rawValue))
    let credentials = try await a.command().credentials()
    #expect(credentials.held.account.id == bench.account(0))

    try a.drawPrompt()
    #expect(try a.command().actingAccount().account.id == bench.account(1))
    #expect(try a.command().actingAccount().scope == .default)
  }

  @Test func `its own switch counts at once`() async throws {
    let (bench, a, _) = try await terminals()
    try await a.command().switchAccount(to: bench.account(2))
    let acting = try a.command().actingAccount()
    #expect(acting.account.id == bench.account(2))
    #expect(acting.scope == .default)
  }

  @Test func `a switch elsewhere after its own leaves it at its own`() async throws {
    let (bench, a, b) = try await terminals()
    try await a.command().switchAccount(to: bench.account(1))
    try await b.command().switchAccount(to: bench.account(2))
    let acting = try a.command().actingAccount()
    #expect(acting.account.id == bench.account(1))
    #expect(acting.scope == .shown)
    #expect(try b.command().actingAccount().account.id == bench.account(2))
  }

  @Test func `in production a change elsewhere is refused until the prompt shows it`()
    async throws
  {
    let (bench, a, b) = try await terminals { $0.isProduction = true }
    try await b.command().switchAccount(to: bench.account(1), reason: "ticket 7")
    bench.server.forgetRequests()

    let failure = try #require(await failure { _ = try a.command().actingAccount() })
    #expect(failure.kind == .changedElsewhere)
    #expect(failure.exitCode == 4)
    #expect(failure.userMessage.summary.contains(bench.account(0).rawValue))
    #expect(failure.userMessage.summary.contains(bench.account(1).rawValue))
    #expect(failure.userMessage.unchanged == "Nothing was done.")
    #expect(bench.server.requests.isEmpty)

    try a.drawPrompt()
    #expect(try a.command().actingAccount().account.id == bench.account(1))
  }

  @Test func `in production its own switch counts at once`() async throws {
    let (bench, a, _) = try await terminals { $0.isProduction = true }
    try await a.command().switchAccount(to: bench.account(2), reason: "ticket 7")
    #expect(try a.command().actingAccount().account.id == bench.account(2))
  }

  @Test func `a sign-out elsewhere makes it refuse`() async throws {
    let (_, a, b) = try await terminals()
    let session = try b.command().currentAccount().session
    try b.command().signOut(session, reason: nil)

    let refusal = await failure { _ = try a.command().actingAccount() }
    #expect(refusal?.kind == .changedElsewhere)
    #expect(refusal?.userMessage.summary.contains("signed out") == true)
    // The one who signed out knows: nobody is signed in there.
    let own = await failure { _ = try b.command().actingAccount() }
    #expect(own?.kind == .notSignedIn)
  }

  @Test func `a sign-in as another member elsewhere leaves it at the member it was shown`()
    async throws
  {
    let bench = try await TestBench(.desk)
    let (a, b) = (Terminal(bench, "a"), Terminal(bench, "b"))
    let ada = try await bench.signIn(try a.command(), actingAs: 0)
    try a.drawPrompt()
    let sam = bench.server.store.members[1]
    let support = try await bench.signIn(
      try b.command(), sam.credentials[0], account: sam.accounts[0].id)
    #expect(support.id != ada.id)

    let acting = try a.command().actingAccount()
    #expect(acting.session.id == ada.id)
    #expect(acting.account.id == ada.selected)
    #expect(acting.scope == .shown)
    #expect(acting.defaultAccount?.id.rawValue == sam.accounts[0].id)
    #expect(try b.command().actingAccount().session.id == support.id)
  }

  @Test(arguments: [true, false])
  func `when its member signed out and another signed in elsewhere, it acts as nobody`(
    isNamedByVariables: Bool
  ) async throws {
    let bench = try await TestBench(.desk)
    try bench.addProfile("shop")
    let variables = isNamedByVariables ? ["EPSWITCH_PROFILE": "shop"] : [:]
    let (a, b) = (
      Terminal(bench, "a", variables: variables), Terminal(bench, "b", variables: variables)
    )
    let ada = try await bench.signIn(try a.command(), actingAs: 0)
    try a.drawPrompt()
    try b.command().signOut(ada.summary, reason: nil)
    let sam = bench.server.store.members[1]
    try await bench.signIn(try b.command(), sam.credentials[0], account: sam.accounts[0].id)
    bench.server.forgetRequests()

    let refusal = await failure { _ = try await a.command().credentials() }
    #expect(refusal?.kind == .changedElsewhere)
    #expect(bench.server.requests.isEmpty)
    #expect(try a.drawPrompt().account.id.rawValue == sam.accounts[0].id)
    #expect(try a.command().actingAccount().account.id.rawValue == sam.accounts[0].id)
  }

  @Test func `an account that is gone since it was shown is refused`() async throws {
    let (bench, a, b) = try await terminals()
    bench.server.removeAccount(bench.account(0).rawValue, fromMember: bench.member.id)
    let service = try b.command()
    let selector = try service.selector()
    _ = try await service.refresh(try service.summary(at: selector).id, at: selector)

    let failure = try #require(await failure { _ = try a.command().actingAccount() })
    #expect(failure.kind == .changedElsewhere)
    #expect(failure.userMessage.summary.contains(bench.account(0).rawValue))
  }
}

/// Has the form of a session's digest.
private let digest = "0123456789abcdef0123456789abcdef"

/// What a terminal was shown, where the command or the environment names something else.
@Suite(.fewAtOnce) struct `What a terminal was shown` {
  private func bench() async throws -> TestBench {
    let bench = try await TestBench(.large, accounts: 3) { $0.otherClientIDs = ["other-client"] }
    try bench.addProfile("first")
    try bench.addProfile("second") { $0.clientID = "other-client" }
    try bench.settings.use("first")
    return bench
  }

  @Test func `a profile put in use elsewhere leaves it at the profile it was shown`() async throws {
    let bench = try await bench()
    let (a, b) = (Terminal(bench, "a", variables: [:]), Terminal(bench, "b", variables: [:]))
    try await bench.signIn(try a.command(), actingAs: 0)
    try await bench.signIn(
      try b.command(StoreOptions(profile: "second")), actingAs: 1)
    try a.drawPrompt()

    #expect(try b.command().useProfile("second") == nil)

    let acting = try a.command().actingAccount()
    #expect(acting.selector.profile?.name == "first")
    #expect(acting.account.id == bench.account(0))
    #expect(acting.scope == .shown)
    #expect(try a.command().selector().profile?.name == "first")
    // The terminal that changed it follows at once.
    #expect(try b.command().actingAccount().selector.profile?.name == "second")
    #expect(try b.command().actingAccount().account.id == bench.account(1))

    try a.drawPrompt()
    #expect(try a.command().actingAccount().selector.profile?.name == "second")
  }

  @Test func `what it chose under a named profile counts until the next prompt`() async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: [:])
    try await bench.signIn(try a.command(), actingAs: 0)
    try a.drawPrompt()
    try await bench.signIn(try a.command(StoreOptions(profile: "second")), actingAs: 1)
    let acting = try a.command().actingAccount()
    #expect(acting.selector.profile?.name == "second")
    #expect(acting.account.id == bench.account(1))
    #expect(acting.announcement?.contains(bench.account(0).rawValue) == true)
    #expect(try a.drawPrompt().selector.profile?.name == "first")
    #expect(try a.command().actingAccount().account.id == bench.account(0))
  }

  /// What happens to a profile in another terminal.
  enum Edit: String, CaseIterable, Sendable { case clientID, grantType, username }

  @Test(arguments: Edit.allCases, [nil, "first"])
  func `a profile that means something else by now is refused`(
    _ edit: Edit, _ variable: String?
  ) async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: variable.map { ["EPSWITCH_PROFILE": $0] } ?? [:])
    a.set("EPSWITCH_CLIENT_SECRET", bench.server.store.clientSecret)
    try await bench.signIn(try a.command(), actingAs: 0)
    try await bench.signIn(try bench.service(profile: "second"), actingAs: 1)
    try a.drawPrompt()
    switch edit {
    case .clientID: try bench.settings.set(.clientID, to: "other-client", on: "first")
    case .grantType: try bench.settings.set(.grantType, to: "client-credentials", on: "first")
    case .username: try bench.settings.set(.username, to: "someone@else.example", on: "first")
    }
    bench.server.forgetRequests()

    let refusal = await failure { _ = try await a.command().credentials() }
    #expect(refusal?.kind == .changedElsewhere)
    #expect(refusal?.userMessage.summary.contains("profile first") == true)
    #expect(bench.server.requests.isEmpty)
    // Signing in again under the new meaning stays possible.
    #expect(try a.command().selector().profile?.name == "first")
  }

  @Test func `a profile that a variable names stays in use`() async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: ["EPSWITCH_PROFILE": "first"])
    #expect(try a.command().useProfile("second") == "first")
    #expect(try a.command().selector().profile?.name == "first")
    #expect(try a.command().useProfile("first") == nil)
  }

  @Test func `a profile that the command names does not go by it`() async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: [:])
    try await bench.signIn(try bench.service(profile: "second"), actingAs: 1)
    try await bench.signIn(try a.command(), actingAs: 0)
    try a.drawPrompt()
    let acting = try a.command(StoreOptions(profile: "second")).actingAccount()
    #expect(acting.selector.profile?.name == "second")
    #expect(acting.account.id == bench.account(1))
    #expect(acting.scope == .default)
  }

  @Test func `adopting what is current moves the belief`() async throws {
    let bench = try await bench()
    let (a, b) = (Terminal(bench, "a", variables: [:]), Terminal(bench, "b", variables: [:]))
    try await bench.signIn(try b.command(), actingAs: 0)
    try a.drawPrompt()
    try await b.command().switchAccount(to: bench.account(1))
    #expect(try a.command().actingAccount().account.id == bench.account(0))

    // `epswitch current` told the person of the new default.
    let command = try a.command()
    let current = try command.currentAccount()
    #expect(current.account.id == bench.account(1))
    command.adopt(current)

    #expect(try a.command().actingAccount().account.id == bench.account(1))
    #expect(try a.command().actingAccount().scope == .default)
    try await b.command().switchAccount(to: bench.account(2))
    #expect(try a.command().actingAccount().account.id == bench.account(1))
  }

  @Test func `the account of the terminal and the option come before it`() async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: [:])
    let session = try await bench.signIn(try a.command(), actingAs: 0)
    try a.drawPrompt()
    let name = try #require(session.roster[bench.account(1)]?.name)

    a.set("EPSWITCH_ACCOUNT", name)
    let terminal = try a.command().actingAccount()
    #expect(terminal.account.id == bench.account(1))
    #expect(terminal.scope == .terminal)
    #expect(terminal.defaultAccount?.id == bench.account(0))
    #expect(try a.command().currentAccount().scope == .terminal)

    let command = try a.command().actingAccount(bench.account(2).rawValue)
    #expect(command.account.id == bench.account(2))
    #expect(command.scope == .command)
    #expect(command.announcement == nil)
  }

  @Test func `an account variable that names nothing says which variable it is`() async throws {
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: [:])
    let session = try await bench.signIn(try a.command(), actingAs: 0)
    a.set("EPSWITCH_ACCOUNT", "nosuch")
    let failure = try #require(await failure { _ = try a.command().actingAccount() })
    #expect(failure.kind == .noSuchAccount)
    #expect(failure.userMessage.summary.contains("EPSWITCH_ACCOUNT"))
    #expect(failure.userMessage.recoverySuggestion?.contains("unset EPSWITCH_ACCOUNT") == true)
    // The list is there all the same.
    #expect(try a.command().session(at: try a.command().selector()).id == session.id)
  }

  @Test func `without the shell integration the account is announced, with it is not`()
    async throws
  {
    let bench = try await bench()
    let session = try await bench.signIn(try bench.service(variables: [:]), actingAs: 0)
    let account = try #require(session.selectedAccount)
    let plain = try bench.service(variables: [:]).actingAccount()
    #expect(plain.announcement == "Acting as \(account.name) (\(account.id)).")
    let a = Terminal(bench, "a", variables: [:])
    try a.drawPrompt()
    #expect(try a.command().actingAccount().announcement == nil)
  }

  @Test(arguments: [
    "nonsense", "1:2:3", "2:1::\(digest):def", "1:x::\(digest):def", "1:1:::def", "1:1::\(digest):",
    "1:1:%ZZ:\(digest):x", "1:-1::\(digest):def", "1:1::\(digest):%1b%5b31m",
    "1:1:li%1bve:\(digest):def", "1:1::abc:def", "1:1::\(digest)0:def",
    "1:1::\(digest.uppercased()):def",
    "1:1::\(digest.dropLast())\u{9B}:def", "1:1::\(digest):def:x",
  ])
  func `what the integration does not write acts as nobody`(_ text: String) async throws {
    #expect(ShownAccount(text) == nil)
    let bench = try await bench()
    let a = Terminal(bench, "a", variables: [:])
    try await bench.signIn(try a.command(), actingAs: 0)
    a.set("EPSWITCH_SHOWN", text)
    let failure = try #require(await failure { _ = try a.command().actingAccount() })
    #expect(failure.kind == .changedElsewhere)
    #expect(failure.userMessage.summary.hasPrefix("EPSWITCH_SHOWN"))
    #expect(!failure.userMessage.text.contains("\u{1B}"))
    // A prompt shows the default all the same, and so ends it.
    #expect(try a.command().currentAccount().account.id == bench.account(0))
  }

  @Test func `an older vault that is put back does not change whom the next command acts as`()
    async throws
  {
    let bench = try await bench()
    let a = Terminal(bench, "a")
    try await bench.signIn(try a.command(), actingAs: 0)
    let copy = "\(bench.stateDirectory)-before"
    try FileManager.default.copyItem(atPath: bench.stateDirectory, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try await a.command().switchAccount(to: bench.account(1))
    try a.drawPrompt()

    for name in ["vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm"] {
      unlink("\(bench.stateDirectory)/\(name)")
      guard FileManager.default.fileExists(atPath: "\(copy)/\(name)") else { continue }
      try FileManager.default.copyItem(
        atPath: "\(copy)/\(name)", toPath: "\(bench.stateDirectory)/\(name)")
    }
    let acting = try a.command().actingAccount()
    #expect(acting.account.id == bench.account(1))
    #expect(acting.scope == .shown)
    #expect(acting.defaultAccount?.id == bench.account(0))
  }

  @Test(arguments: [nil, "a profile", "100%:ü"])
  func `it survives the environment`(_ profile: String?) throws {
    let shown = ShownAccount(
      revision: 42, profile: profile, sessionDigest: digest, account: AccountID("x:y %"))
    #expect(ShownAccount(shown.text) == shown)
    #expect(shown.text.utf8.allSatisfy { (0x21...0x7E).contains($0) })
  }

  @Test func `a terminal with an account of its own keeps the member it was shown`() async throws {
    let desk = try await Desk()
    let shared = AccountID(desk.ada.accounts[0].id)
    #expect(desk.sam.accounts.contains { $0.id == shared.rawValue })
    let variables = [
      "EPSWITCH_CLIENT_SECRET": desk.server.store.clientSecret, "EPSWITCH_PROFILE": "desk",
      AccountVariables.reason: "ticket 1",
    ]
    let (a, b) = (
      Terminal(desk.bench, "a", variables: variables),
      Terminal(desk.bench, "b", variables: variables)
    )
    try await desk.impersonate(nil, try a.command()) {
      $0.member = "buyer@acme.example"
      $0.account = shared.rawValue
    }
    a.set(AccountVariables.account, shared.rawValue)
    try a.drawPrompt()

    try await desk.impersonate("support@store.example", try b.command()) {
      $0.account = shared.rawValue
    }

    #expect(try a.command().actingAccount().session.member.id == desk.ada.id)
    // The next prompt shows the same, since nothing was chosen here.
    #expect(try a.drawPrompt().session.member.id == desk.ada.id)
    #expect(try a.command().actingAccount().session.member.id == desk.ada.id)
    #expect(try b.drawPrompt().session.member.id == desk.sam.id)

    // What this terminal chooses itself counts.
    try await desk.impersonate("support@store.example", try a.command()) {
      $0.account = shared.rawValue
    }
    #expect(try a.drawPrompt().session.member.id == desk.sam.id)
  }

  @Test func `a sign-out says whom commands act as from then on`() async throws {
    let bench = try await TestBench(.desk)
    let (ada, sam) = (bench.server.store.members[0], bench.server.store.members[1])
    let service = try bench.service()
    try await bench.signIn(service, ada.credentials[0], account: ada.accounts[0].id)
    let second = try await bench.signIn(service, sam.credentials[0], account: sam.accounts[1].id)
    let next = try service.signOut(
      second.summary, at: try service.selector(), reason: nil)
    #expect(next?.session.member.id == ada.id)
    #expect(next?.account.id.rawValue == ada.accounts[0].id)
  }
}
