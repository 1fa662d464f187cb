import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import DemoStorefront
import Foundation
import SignInCallback
import Synchronization

/// Two embedded stores, one of them production, with a member signed in to both, for showing
/// epswitch to others. It touches no file of the person's, and of the environment only the folder
/// for sockets and the like counts.
struct Demo: Sendable {
  /// The profile that the demo opens with, and the one that is production.
  static let profiles = (staging: "staging", production: "live")

  /// The store of the staging profile.
  let server: CommerceServer
  let service: AccountService
  let selector: SessionSelector
  let shownStore: ShownStore
  let storefronts: DashboardStorefronts
  /// Whether the storefront is opened with the dashboard.
  let opensStorefront: Bool
  /// What the dashboard says at first.
  let announcement: UserMessage
  private let production: CommerceServer
  /// Sample storefronts, one in front of each store.
  private let shops: [StorefrontServer]
  private let folder: DemoFolder

  /// Starts the stores and signs in as if that had happened half an hour ago: by then some tokens
  /// have expired, as they do in a working day.
  ///
  /// - Parameters:
  ///   - port: of the store of the staging profile; 0 takes any that is free.
  ///   - latency: how long each of its responses takes from then on.
  ///   - opensStorefront: whether the storefront is opened with the dashboard, as the first account.
  init(
    _ sample: SimulatedStore, port: Int = 0, latency: Duration = .zero,
    opensStorefront: Bool = false,
    variables: AccountVariables = AccountVariables()
  ) async throws {
    let folder = try DemoFolder(variables)
    do {
      try await self.init(
        sample, port: port, latency: latency, opensStorefront: opensStorefront, in: folder)
    } catch {
      folder.remove()
      throw error
    }
  }

  private init(
    _ sample: SimulatedStore, port: Int, latency: Duration, opensStorefront: Bool,
    in folder: DemoFolder
  ) async throws {
    let clock = DemoClock(behind: 30 * 60)
    let live = SimulatedStore(scenario: .showcase, seed: SimulatedStore.defaultSeed + 1)
    let server = try await CommerceServer.start(sample, port: port, now: clock.now)
    let production = try await CommerceServer.start(live, now: clock.now)
    var shops: [StorefrontServer] = []
    for store in [server, production] {
      shops.append(
        try await StorefrontServer.start(endpoint: store.baseURL, clientID: store.store.clientID))
    }
    try Self.settings(server, production, shops.map(\.baseURL)).write(
      toFile: "\(folder.config)/config.toml", atomically: true, encoding: .utf8)
    let configuration = AccountService.Configuration(
      stateDirectory: folder.state, configDirectory: folder.config,
      variables: AccountVariables([AccountVariables.vaultKey: "file"]), now: clock.now)
    let service = try AccountService(configuration)
    // A storefront is shown as somebody; without one, the choice is the presenter's.
    let first = opensStorefront ? sample.roster.first?.id : nil
    try await Self.signIn(live.member, to: Self.profiles.production, as: nil, service)
    try await Self.signIn(sample.member, to: Self.profiles.staging, as: first, service)
    _ = try service.useProfile(Self.profiles.staging)
    clock.runTrue()
    if latency > .zero { server.faults.turnOn(.delay(latency)) }
    self.server = server
    self.production = production
    self.shops = shops
    self.service = service
    self.folder = folder
    selector = try service.selector(profile: Self.profiles.staging)
    let member = sample.member
    shownStore = ShownStore(
      label: "Demo at \(selector.store.endpoint.host):\(selector.store.endpoint.port)",
      profile: Self.profiles.staging,
      signIn: SignInOffer(
        username: member.username,
        hint: "Demo: \(member.username) with the password \(member.password)"),
      hasStorefront: true)
    storefronts = DashboardStorefronts(
      try AccountService(configuration), BrowserOpener(environment: AccountVariables().all))
    self.opensStorefront = opensStorefront
    announcement = UserMessage(
      #"To be in this store in a second terminal: eval "$(epswitch demo --join)""#)
  }

  /// Ends the stores, and removes what the demo wrote.
  func stop() async {
    for shop in shops { await shop.stop() }
    await server.stop()
    await production.stop()
    folder.remove()
  }

  /// What tells a presenter the one-time password that was sent to a user name.
  func oneTimePasswordHint(for username: String) -> String? {
    [server, production].flatMap(\.oneTimeCodes).last { $0.username == username }
      .map { "Demo: the code is \($0.code)" }
  }

  /// The profiles name no user name: by some mechanisms a presenter signs in as another member.
  private static func settings(
    _ staging: CommerceServer, _ production: CommerceServer, _ storefronts: [String]
  ) -> String {
    func profile(
      _ name: String, _ server: CommerceServer, _ storefront: String, _ more: String
    ) -> String {
      """
      [profiles.\(name)]
      endpoint = "\(server.baseURL)"
      client-id = "\(server.store.clientID)"
      storefront = "\(storefront)"
      \(more)


      """
    }
    return profile(profiles.staging, staging, storefronts[0], #"color = "green""#)
      + profile(profiles.production, production, storefronts[1], "production = true")
  }

  private static func signIn(
    _ member: Member, to profile: String, as account: String?, _ service: AccountService
  ) async throws {
    var request = SignInRequest(mechanism: .password, username: member.username)
    request.passwordProfile = member.passwordProfileID
    request.reason = "Preparing the demo"
    request.account = account
    _ = try await service.signIn(
      request, at: try service.selector(profile: profile),
      prompter: DemoPrompter(password: Secret(member.password)))
  }
}

/// The clock of a demo, of its store and its client alike: behind at first, then true.
private final class DemoClock: Sendable {
  private let offset: Mutex<TimeInterval>

  /// - Parameter seconds: how far it is behind at first.
  init(behind seconds: TimeInterval) { offset = Mutex(-seconds) }

  var now: @Sendable () -> Date {
    { Date(timeIntervalSinceNow: self.offset.withLock { $0 }) }
  }

  func runTrue() { offset.withLock { $0 = 0 } }
}

/// Knows the password of the demo's member and nothing else.
private struct DemoPrompter: Prompter {
  let password: Secret

  func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    guard field == .password else { throw .unavailable }
    return password
  }
}
