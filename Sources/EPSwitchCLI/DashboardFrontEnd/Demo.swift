import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import DemoStorefront
import Foundation
import Synchronization

/// Two embedded stores, one of them production, with a member signed in to both, for showing
/// epswitch to others. It touches no file of the person's, and of the environment only the folder
/// for sockets and the like counts.
struct Demo: Sendable {
  /// The profile that the demo opens with, and the one that is production.
  static let profiles = (staging: "staging", production: "live")

  /// The store of the staging profile.
  let server: CommerceServer
  /// The sample storefront in front of ``server``; `nil` when none was asked for.
  let storefront: StorefrontServer?
  let service: AccountService
  let selector: SessionSelector
  let shownStore: ShownStore
  /// The storefront as whoever the dashboard acts as; `nil` like ``storefront``.
  let storefrontView: DemoStorefrontView?
  /// What the dashboard says at first.
  var announcement: UserMessage
  private let production: CommerceServer
  private let folder: DemoFolder

  /// Starts the stores and signs in as if that had happened half an hour ago: by then some tokens
  /// have expired, as they do in a working day.
  ///
  /// - Parameters:
  ///   - port: of the store of the staging profile; 0 takes any that is free.
  ///   - latency: how long each of its responses takes from then on.
  init(
    _ sample: SimulatedStore, port: Int = 0, latency: Duration = .zero, hasStorefront: Bool = false,
    variables: AccountVariables = AccountVariables()
  ) async throws {
    let folder = try DemoFolder(variables)
    do {
      try await self.init(
        sample, port: port, latency: latency, hasStorefront: hasStorefront, in: folder)
    } catch {
      folder.remove()
      throw error
    }
  }

  private init(
    _ sample: SimulatedStore, port: Int, latency: Duration, hasStorefront: Bool,
    in folder: DemoFolder
  ) async throws {
    let clock = DemoClock(behind: 30 * 60)
    let live = SimulatedStore(scenario: .showcase, seed: SimulatedStore.defaultSeed + 1)
    let server = try await CommerceServer.start(sample, port: port, now: clock.now)
    let production = try await CommerceServer.start(live, now: clock.now)
    let storefront =
      hasStorefront
      ? try await StorefrontServer.start(endpoint: server.baseURL, clientID: sample.clientID) : nil
    try Self.settings(server, production, storefront).write(
      toFile: "\(folder.config)/config.toml", atomically: true, encoding: .utf8)
    let service = try AccountService(
      AccountService.Configuration(
        stateDirectory: folder.state, configDirectory: folder.config,
        variables: AccountVariables([AccountVariables.vaultKey: "file"]), now: clock.now))
    // A storefront is shown as somebody; without one, the choice is the presenter's.
    let first = hasStorefront ? sample.roster.first?.id : nil
    try await Self.signIn(live.member, to: Self.profiles.production, as: nil, service)
    try await Self.signIn(sample.member, to: Self.profiles.staging, as: first, service)
    _ = try service.useProfile(Self.profiles.staging)
    clock.runTrue()
    if latency > .zero { server.faults.turnOn(.delay(latency)) }
    self.server = server
    self.production = production
    self.storefront = storefront
    self.service = service
    self.folder = folder
    selector = try service.selector(profile: Self.profiles.staging)
    let member = sample.member
    shownStore = ShownStore(
      label: "Demo store at \(selector.store.endpoint.host):\(selector.store.endpoint.port)",
      profile: Self.profiles.staging,
      signIn: SignInOffer(
        username: member.username,
        hint: "Demo: \(member.username) with the password \(member.password)"))
    storefrontView = hasStorefront ? try await DemoStorefrontView(in: folder) : nil
    announcement = UserMessage(
      #"To be in this store in a second terminal: eval "$(epswitch demo --join)""#)
  }

  /// Ends the stores, and removes what the demo wrote.
  func stop() async {
    storefrontView?.stop()
    await storefront?.stop()
    await server.stop()
    await production.stop()
    folder.remove()
  }

  /// What tells a presenter the one-time password that was sent to a user name.
  func oneTimePasswordHint(for username: String) -> String? {
    [server, production].flatMap(\.oneTimeCodes).last { $0.username == username }
      .map { "Demo: the code is \($0.code)" }
  }

  private static func settings(
    _ staging: CommerceServer, _ production: CommerceServer, _ storefront: StorefrontServer?
  ) -> String {
    func profile(_ name: String, _ server: CommerceServer, _ more: String) -> String {
      """
      [profiles.\(name)]
      endpoint = "\(server.baseURL)"
      client-id = "\(server.store.clientID)"
      username = "\(server.store.member.username)"
      \(more)


      """
    }
    let address = storefront.map { "\nstorefront = \"\($0.baseURL)\"" } ?? ""
    return profile(profiles.staging, staging, #"color = "green""# + address)
      + profile(profiles.production, production, "production = true")
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
