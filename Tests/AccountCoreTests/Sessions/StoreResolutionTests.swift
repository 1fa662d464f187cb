@testable import AccountCore
import AccountModel
import AccountVault
import Foundation
import ProfileSettings
import Testing

/// Where a command works: option before variable before settings. No store is asked.
@Suite struct `Which store is meant` {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var options = StoreOptions()
    var variables: [String: String] = [:]
    var inUse: String?
    let endpoint: String
    let clientID: String
    var profile: String?
    var isExplicit = true
  }

  /// The settings have `one` (one.example, c1), `two` (two.example, c2), and `open`, which names no
  /// store.
  static let cases = [
    Case(
      testDescription: "the profile in use", inUse: "one", endpoint: "https://one.example",
      clientID: "c1", profile: "one", isExplicit: false),
    Case(
      testDescription: "a variable names another profile",
      variables: ["EPSWITCH_PROFILE": "two"], inUse: "one", endpoint: "https://two.example",
      clientID: "c2", profile: "two"),
    Case(
      testDescription: "the option comes before the variable",
      options: StoreOptions(profile: "one"), variables: ["EPSWITCH_PROFILE": "two"],
      endpoint: "https://one.example", clientID: "c1", profile: "one"),
    Case(
      testDescription: "the profile of an option comes before the variables of the store",
      options: StoreOptions(profile: "one"),
      variables: ["EPSWITCH_ENDPOINT": "https://two.example", "EPSWITCH_CLIENT_ID": "c2"],
      endpoint: "https://one.example", clientID: "c1", profile: "one"),
    Case(
      testDescription: "the variables of the store come before the profile in use",
      variables: ["EPSWITCH_ENDPOINT": "https://two.example", "EPSWITCH_CLIENT_ID": "c9"],
      inUse: "one", endpoint: "https://two.example", clientID: "c9"),
    Case(
      testDescription: "variables that say what the profile in use says keep it",
      variables: ["EPSWITCH_ENDPOINT": "https://one.example", "EPSWITCH_CLIENT_ID": "c1"],
      inUse: "one", endpoint: "https://one.example", clientID: "c1", profile: "one"),
    Case(
      testDescription: "the vendor's variables",
      variables: ["EPCC_API_BASE_URL": "https://two.example", "EPCC_CLIENT_ID": "c2"],
      endpoint: "https://two.example", clientID: "c2"),
    Case(
      testDescription: "our variables come before the vendor's",
      variables: [
        "EPCC_API_BASE_URL": "https://two.example", "EPCC_CLIENT_ID": "c2",
        "EPSWITCH_ENDPOINT": "https://one.example", "EPSWITCH_CLIENT_ID": "c1",
      ], endpoint: "https://one.example", clientID: "c1"),
    Case(
      testDescription: "an empty variable counts as unset",
      variables: ["EPSWITCH_PROFILE": "", "EPSWITCH_ENDPOINT": ""], inUse: "one",
      endpoint: "https://one.example", clientID: "c1", profile: "one", isExplicit: false),
    Case(
      testDescription: "options of the store come before everything",
      options: StoreOptions(endpoint: "https://three.example", clientID: "c3"),
      variables: ["EPSWITCH_ENDPOINT": "https://two.example", "EPSWITCH_CLIENT_ID": "c2"],
      inUse: "one", endpoint: "https://three.example", clientID: "c3"),
    Case(
      testDescription: "another client at the endpoint of the profile is not the profile",
      options: StoreOptions(profile: "one", clientID: "c9"), endpoint: "https://one.example",
      clientID: "c9"),
    Case(
      testDescription: "what the profile leaves out comes from the variables",
      options: StoreOptions(profile: "open"),
      variables: ["EPSWITCH_ENDPOINT": "https://two.example", "EPSWITCH_CLIENT_ID": "c2"],
      endpoint: "https://two.example", clientID: "c2", profile: "open"),
    Case(
      testDescription: "what the profile leaves out comes from the options",
      options: StoreOptions(profile: "open", endpoint: "https://two.example", clientID: "c2"),
      endpoint: "https://two.example", clientID: "c2", profile: "open"),
  ]

  @Test(arguments: cases) func `it is found`(_ example: Case) throws {
    let machine = try Machine(inUse: example.inUse)
    let selector = try machine.service(example.options, example.variables).selector()
    #expect(selector.store.endpoint.description == example.endpoint)
    #expect(selector.store.clientID == example.clientID)
    #expect(selector.profile?.name == example.profile)
    #expect((selector.origin != .settings) == example.isExplicit)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var options = StoreOptions()
    var variables: [String: String] = [:]
    var kind = AccountError.Kind.usage
    /// What the message contains.
    let words: [String]
  }

  static let refusals = [
    Refusal(
      testDescription: "nothing is named", kind: .storeUnnamed,
      words: ["No store is named", "--endpoint", "EPSWITCH_ENDPOINT", "epswitch demo"]),
    Refusal(
      testDescription: "the client is missing",
      variables: ["EPSWITCH_ENDPOINT": "https://one.example"], kind: .storeUnnamed,
      words: ["client ID is missing", "EPSWITCH_CLIENT_ID"]),
    Refusal(
      testDescription: "the endpoint is missing", variables: ["EPSWITCH_CLIENT_ID": "c1"],
      kind: .storeUnnamed, words: ["endpoint is missing", "EPSWITCH_ENDPOINT"]),
    Refusal(
      testDescription: "a variable names no profile", variables: ["EPSWITCH_PROFILE": "oen"],
      words: ["EPSWITCH_PROFILE", "“oen”", "one, two, open"]),
    Refusal(
      testDescription: "an option names no profile", options: StoreOptions(profile: "oen"),
      words: ["--profile", "“oen”", "one, two, open"]),
    Refusal(
      testDescription: "a variable holds no endpoint",
      variables: ["EPSWITCH_ENDPOINT": "one.example/v2", "EPSWITCH_CLIENT_ID": "c1"],
      words: ["EPSWITCH_ENDPOINT", "one.example/v2"]),
    Refusal(
      testDescription: "the vendor's variable holds no endpoint",
      variables: ["EPCC_API_BASE_URL": "http://one.example", "EPCC_CLIENT_ID": "c1"],
      words: ["EPCC_API_BASE_URL", "not encrypted"]),
    Refusal(
      testDescription: "an option holds no endpoint",
      options: StoreOptions(endpoint: "https://me:pw@one.example", clientID: "c1"),
      words: ["--endpoint", "user name or password"]),
  ]

  @Test(arguments: refusals) func `it is refused`(_ example: Refusal) async throws {
    let machine = try Machine()
    let failure = try #require(
      await failure {
        _ = try machine.service(example.options, example.variables).selector()
      })
    #expect(failure.kind == example.kind)
    #expect(failure.exitCode == 64)
    for words in example.words { #expect(failure.userMessage.text.contains(words)) }
    #expect(!failure.userMessage.text.contains("pw@"))
  }

  @Test func `a profile that names no store says how to complete it`() async throws {
    let machine = try Machine()
    let failure = try #require(
      await failure { _ = try machine.service().selector(profile: "open") })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.text.contains("epswitch profile set"))
  }

  @Test func `a profile that is not there is answered with those that are`() async throws {
    let machine = try Machine()
    let failure = try #require(
      await failure { _ = try machine.service().selector(profile: "nosuch") })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.text.contains("one, two, open"))
  }

  @Test func `the only known store is meant`() throws {
    let machine = try Machine(hasProfiles: false)
    let service = try machine.service()
    let store = try machine.remember("https://one.example", "c1", service)
    let selector = try service.selector()
    #expect(selector.store == store)
    #expect(selector.origin == .settings)
    #expect(selector.loginCommand == "epswitch login")
  }

  @Test func `of several known stores none is guessed, and all are listed`() async throws {
    let machine = try Machine(hasProfiles: false)
    let service = try machine.service()
    try machine.remember("https://one.example", "c1", service)
    try machine.remember("https://two.example", "c2", service)
    let failure = try #require(await failure { _ = try service.selector() })
    #expect(failure.kind == .storeUnnamed)
    #expect(failure.userMessage.summary.contains("https://one.example (client c1)"))
    #expect(failure.userMessage.summary.contains("https://two.example (client c2)"))
  }

  @Test(
    arguments: [
      (StoreOptions(profile: "two"), [:], "epswitch login --profile two"),
      // The variable holds in the terminal the command is typed in.
      (StoreOptions(), ["EPSWITCH_PROFILE": "two"], "epswitch login"),
      (
        StoreOptions(endpoint: "https://x.example", clientID: "c9"), [:],
        "epswitch login --endpoint https://x.example --client-id c9"
      ),
      (StoreOptions(), [:], "epswitch login"),
    ] as [(StoreOptions, [String: String], String)])
  func `commands that are suggested lead to the same place`(
    _ options: StoreOptions, _ variables: [String: String], _ command: String
  ) async throws {
    let machine = try Machine(inUse: "one")
    let service = try machine.service(options, variables)
    let selector = try service.selector()
    #expect(selector.loginCommand.string == command)
    let failure = try #require(await failure { _ = try service.summary(at: selector) })
    #expect(failure.kind == .notSignedIn)
    #expect(failure.exitCode == 3)
    #expect(failure.userMessage.recoverySuggestion?.contains("`\(command)`") == true)
  }
}

/// A settings file and a vault, without a store.
private final class Machine {
  private let folder = NSTemporaryDirectory() + "epswitch-core-\(UUID().uuidString)"

  init(inUse: String? = nil, hasProfiles: Bool = true) throws {
    guard hasProfiles else { return }
    let settings = SettingsFile(directory: folder)
    // The first profile is put in use as it is added.
    try settings.add(Profile(name: "first"))
    for (name, endpoint, clientID) in [
      ("one", "https://one.example", "c1"), ("two", "https://two.example", "c2"),
    ] {
      var profile = Profile(name: name)
      profile.endpoint = try Endpoint(endpoint)
      profile.clientID = clientID
      try settings.add(profile)
    }
    try settings.add(Profile(name: "open"))
    try settings.remove("first")
    if let inUse { try settings.use(inUse) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func service(
    _ options: StoreOptions = StoreOptions(), _ variables: [String: String] = [:]
  ) throws -> AccountService {
    try AccountService(
      AccountService.Configuration(
        stateDirectory: nil, configDirectory: folder, options: options,
        variables: AccountVariables(variables)))
  }

  /// Saves a session at a store.
  @discardableResult
  func remember(
    _ endpoint: String, _ clientID: String, _ service: AccountService
  ) throws -> Store {
    let store = Store(endpoint: try Endpoint(endpoint), clientID: clientID)
    _ = try service.vault.saveSignIn(
      SessionID(store: store, grantType: .implicit, method: .passwordProfile("p"), memberID: "m"),
      member: AccountMember(id: "m", username: "u"), mechanism: .password,
      roster: RosterSnapshot(minted: [], clock: ServerClock(), fetchedAt: .now))
    return store
  }
}
