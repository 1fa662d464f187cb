import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// What a command works with, made from the options and the environment. Flag beats environment.
struct CommandContext: Sendable {
  let environment: Environment
  let options: StoreOptions
  let console: Console
  let vault: Vault

  /// The parts of the options that say where and what, as plain values.
  struct StoreOptions: Sendable {
    var endpoint: String?
    var clientID: String?
    var authorities: String?
    var isVerbose: Bool
  }

  /// - Throws: ``UsageFailure`` for an unknown kind of vault key.
  init(_ global: GlobalOptions, environment: Environment = Environment()) throws {
    self.environment = environment
    console = Console()
    options = StoreOptions(
      endpoint: global.endpoint ?? environment.endpoint,
      clientID: global.clientID ?? environment.clientID,
      authorities: global.authorities ?? environment["SSL_CERT_FILE"],
      isVerbose: global.verbose)
    vault = Vault(
      directory: global.stateDirectory.map(absolutePath) ?? environment.stateDirectory,
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

  /// The store meant: the one named, else the only one a session is kept for.
  ///
  /// - Throws: ``UsageFailure`` when none is named and none or several are known.
  func store() throws -> Store {
    if options.endpoint == nil, options.clientID == nil { return try onlyKnownStore() }
    guard let address = options.endpoint else {
      throw UsageFailure("The endpoint is missing.", remedy: Self.howToName)
    }
    guard let clientID = options.clientID else {
      throw UsageFailure("The client ID is missing.", remedy: Self.howToName)
    }
    do throws(EndpointError) {
      return Store(endpoint: try Endpoint(address), clientID: clientID)
    } catch {
      throw UsageFailure(error.words)
    }
  }

  private func onlyKnownStore() throws -> Store {
    let known: [Store]
    do {
      known = try vault.summaries().map(\.store)
    } catch {
      throw Failure.vault(error)
    }
    let stores = Set(known)
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
    "Give --endpoint and --client-id, or set EPSWITCH_ENDPOINT and EPSWITCH_CLIENT_ID."

  /// The store with its API and vault.
  ///
  /// - Parameter tracing: whether `--verbose` may write to stderr; not while a picture is shown.
  func access(tracing: Bool = true) throws -> StoreAccess {
    let store = try store()
    let transport: HTTPTransport
    do throws(APIError) {
      transport = try HTTPTransport(
        endpoint: store.endpoint,
        proxy: Proxy.forEndpoint(store.endpoint, environment: environment.all),
        authorities: options.authorities)
    } catch {
      throw Failure.network(error, store)
    }
    let traces = options.isVerbose && tracing
    let trace: @Sendable (String) -> Void = { [console] in if traces { console.note($0) } }
    return StoreAccess(
      client: CommerceClient(store: store, transport: transport, trace: trace), vault: vault)
  }
}

/// A path as seen from the folder epswitch runs in.
private func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

extension EndpointError {
  var words: String {
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
