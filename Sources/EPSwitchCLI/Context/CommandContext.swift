import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

/// What a command works with, made from the options, the environment and the settings file. Flag
/// beats environment beats file.
struct CommandContext: Sendable {
  let environment: Environment
  let console: Console
  let vault: Vault
  let settingsFile: SettingsFile
  private let flags: Flags

  /// The options that say where and how, as plain values.
  private struct Flags: Sendable {
    let profile: String?
    let endpoint: String?
    let clientID: String?
    let authorities: String?
    let isVerbose: Bool
  }

  /// - Throws: ``UsageFailure`` for an unknown kind of vault key.
  init(_ options: GlobalOptions, environment: Environment = Environment()) throws {
    self.environment = environment
    console = Console()
    flags = Flags(
      profile: options.profile, endpoint: options.endpoint, clientID: options.clientID,
      authorities: options.authorities ?? environment["SSL_CERT_FILE"],
      isVerbose: options.verbose)
    settingsFile = SettingsFile(
      directory: options.configDirectory.map(absolutePath) ?? environment.configDirectory)
    vault = Vault(
      directory: options.stateDirectory.map(absolutePath) ?? environment.stateDirectory,
      keySource: try Self.keySource(environment))
  }

  private static func keySource(_ environment: Environment) throws -> VaultKeySource {
    guard let text = environment.vaultKey else { return .keyring }
    guard let source = VaultKeySource(text) else {
      throw UsageFailure(
        "EPSWITCH_VAULT_KEY is “\(cleanText(text, limit: 40))”, which is no place for the key.",
        remedy: "Use keyring, helper:NAME or file.")
    }
    return source
  }

  /// The store meant, and the profile that describes it.
  ///
  /// - Throws: ``UsageFailure`` when none is named and none or several are known;
  ///   ``ProfileSettings/SettingsError``.
  func target() throws -> Target { try target(in: settingsFile.load()) }

  /// Like ``target()``, with the settings at hand.
  func target(in settings: Settings) throws -> Target {
    let profile = try namedProfile.map { try settings.require($0) } ?? settings.profileInUse
    // A profile named by a flag comes before the environment.
    let ofFlag = flags.profile == nil ? nil : profile
    let endpoint =
      try flags.endpoint.map(readEndpoint) ?? ofFlag?.endpoint
      ?? environment.endpoint.map(readEndpoint) ?? profile?.endpoint
    let clientID =
      flags.clientID ?? ofFlag?.clientID ?? environment.clientID ?? profile?.clientID
    let store = try store(endpoint, clientID)
    // What a profile says of its store is not said of another.
    let isOfStore = profile?.store.map { $0 == store } ?? true
    return Target(store: store, profile: isOfStore ? profile : nil)
  }

  /// The profile a flag or the environment names.
  var namedProfile: String? { flags.profile ?? environment.profile }

  private func store(_ endpoint: Endpoint?, _ clientID: String?) throws -> Store {
    switch (endpoint, clientID) {
    case (let endpoint?, let clientID?): return Store(endpoint: endpoint, clientID: clientID)
    case (nil, nil): return try onlyKnownStore()
    case (nil, _): throw UsageFailure("The endpoint is missing.", remedy: Self.howToName)
    case (_, nil): throw UsageFailure("The client ID is missing.", remedy: Self.howToName)
    }
  }

  /// The store of every kept session, when it is one.
  private func onlyKnownStore() throws -> Store {
    let known: [SessionSummary]
    do {
      known = try vault.summaries()
    } catch {
      throw Failure.vault(error)
    }
    let stores = Set(known.map(\.store))
    if let only = stores.first, stores.count == 1 { return only }
    if stores.isEmpty {
      throw UsageFailure(
        "No store is named.",
        remedy: "\(Self.howToName) To look around first, run `epswitch demo`.")
    }
    let names = stores.map { "\($0.endpoint) (client \($0.clientID))" }.sorted()
    throw UsageFailure(
      "Sessions are kept for several stores: \(names.joined(separator: ", ")).",
      remedy: Self.howToName)
  }

  private static let howToName =
    "Give --endpoint and --client-id, set EPSWITCH_ENDPOINT and EPSWITCH_CLIENT_ID, or make a "
    + "profile with `epswitch profile add`."

  /// The store with its API and vault.
  ///
  /// - Parameters:
  ///   - secret: the client's secret, where the person just gave it.
  ///   - tracing: whether `--verbose` may write to stderr; not while a picture is shown.
  ///   - limits: how long requests may take.
  ///   - retry: how often a request is sent that failed for a passing reason.
  func access(
    to target: Target, secret: Secret? = nil, tracing: Bool = true,
    limits: HTTPTransport.Limits = .init(), retry: RetryPolicy = .init()
  ) throws -> StoreAccess {
    let transport: HTTPTransport
    do throws(APIError) {
      transport = try HTTPTransport(
        endpoint: target.store.endpoint,
        proxy: Proxy.forEndpoint(target.store.endpoint, environment: environment.all),
        authorities: flags.authorities, limits: limits)
    } catch {
      throw Failure.network(error, target.store)
    }
    let traces = flags.isVerbose && tracing
    let client = CommerceClient(
      store: target.store, transport: transport,
      extraHeaders: (target.profile?.headers ?? []).map { (name: $0.name, value: $0.value) },
      retry: retry,
      trace: { [console] in if traces { console.note($0) } })
    return StoreAccess(
      client: client, vault: vault, username: target.fixedUsername,
      grant: try grant(for: target, secret: secret))
  }

  /// How the client shows who it is: alone, unless the profile insists on its secret.
  private func grant(for target: Target, secret: Secret?) throws -> BearerGrant {
    guard target.profile?.grant == .clientCredentials else { return .implicit }
    if let secret { return .clientCredentials(secret: secret) }
    if let secret = environment.clientSecret { return .clientCredentials(secret: Secret(secret)) }
    do throws(VaultError) {
      guard let kept = try vault.clientSecret(for: target.store) else { return .implicit }
      return .clientCredentials(secret: kept)
    } catch .keyLost {
      return .implicit
    } catch {
      throw Failure.vault(error)
    }
  }
}

/// The store a command works with, and the profile that describes it, if one does.
struct Target: Sendable {
  let store: Store
  let profile: Profile?

  /// Which session is meant.
  var place: SessionPlace { SessionPlace(store, username: fixedUsername) }

  /// The only member the profile's sessions can be of; `nil` when whoever signs in is meant, as with
  /// an OpenID provider, which decides who that is.
  var fixedUsername: String? {
    profile?.mechanism == .oidc ? nil : profile?.username
  }

  /// What the store is called on the screen.
  var label: String { profile?.name ?? store.endpoint.host }
}

extension Settings {
  /// The profile of a name.
  ///
  /// - Throws: ``ProfileSettings/SettingsError`` that names the known ones.
  func require(_ name: String) throws(SettingsError) -> Profile {
    guard let profile = self[name] else {
      throw .noSuchProfile(cleanText(name, limit: 64), known: profiles.map(\.name))
    }
    return profile
  }
}

/// A path as seen from the folder epswitch runs in.
func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

/// Reads the address of an API.
///
/// - Throws: ``UsageFailure``.
func readEndpoint(_ address: String) throws -> Endpoint {
  do throws(EndpointError) {
    return try Endpoint(address)
  } catch {
    throw UsageFailure(error.words)
  }
}

extension EndpointError {
  fileprivate var words: String {
    switch self {
    case .unreadable(let text): "“\(cleanText(text, limit: 100))” is no address of an API."
    case .notAnOrigin(let text):
      "“\(cleanText(text, limit: 100))” has a path or a query; the endpoint is only "
        + "https://host."
    case .holdsCredentials: "The endpoint holds a user name or password; it must not."
    case .plainHTTP(let host):
      "http://\(cleanText(host, limit: 100)) is not encrypted; only https is used, except on "
        + "this machine itself."
    }
  }
}
