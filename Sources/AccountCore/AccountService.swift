import AccountModel
import AccountVault
import CommerceAPI
package import Foundation
package import ProfileSettings
import Synchronization

/// The shared core as its front ends see it: the things a person can ask for, as methods. Storage
/// and network are private to it, and so is every rule about identity, lifetime and production.
///
/// The use cases are in extensions by topic: sessions, acting, sign-in, switching, credentials,
/// requests, audit, diagnostics. Each that acts takes the ``SessionSelector`` of where it works and
/// the `SessionID` and `AccountID` that the caller showed; when the vault no longer has them, it
/// fails with ``AccountError/Kind/changedElsewhere`` or `noSuchAccount` and acts as nobody.
package final class AccountService: Sendable {
  /// Where the service keeps things, and how it reaches the store.
  package struct Configuration: Sendable {
    /// The folder of the vault; `nil` keeps everything in memory.
    package var stateDirectory: String?

    /// The folder of the settings file; `nil` for no settings.
    package var configDirectory: String?
    package var options: StoreOptions
    package var variables: AccountVariables

    /// Whether nobody waits for a helper program: for a shell's prompt, which is drawn all the time.
    package var isForPrompt = false

    /// A PEM file of certificate authorities to trust instead of the environment's or the system's.
    package var authorities: String?

    /// Told about every request, for `--verbose`; it never sees headers or bodies.
    package var trace: @Sendable (String) -> Void

    /// This machine's clock.
    package var now: @Sendable () -> Date

    /// What this machine calls the person who runs epswitch: who impersonates a member. It is asked only
    /// then: the answer may come from a directory on the network.
    var personName: @Sendable () -> String = userName

    /// Where the system's log listens.
    var systemLog = SystemLog()

    /// How long requests may take, and how often one is sent that failed for a transient reason.
    var limits = HTTPTransport.Limits()
    var retry = RetryPolicy()

    package init(
      stateDirectory: String?, configDirectory: String?, options: StoreOptions = StoreOptions(),
      variables: AccountVariables = AccountVariables([:]), authorities: String? = nil,
      trace: @escaping @Sendable (String) -> Void = { _ in },
      now: @escaping @Sendable () -> Date = { Date() }
    ) {
      self.stateDirectory = stateDirectory
      self.configDirectory = configDirectory
      self.options = options
      self.variables = variables
      self.authorities = authorities
      self.trace = trace
      self.now = now
    }
  }

  /// The name of the user on this machine.
  @Sendable private static func userName() -> String {
    guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
      return "user \(geteuid())"
    }
    return cleanText(String(cString: name), limit: 64)
  }

  package let variables: AccountVariables

  /// The settings file, for the commands that edit it; `nil` where there are no settings.
  package let settingsFile: SettingsFile?

  let configuration: Configuration
  let vault: Vault
  let keySource: VaultKeySource?
  let preferenceStore: ListPreferenceStore
  let detailsCache: DetailsCache
  /// Of the settings that were read last.
  private let settingsFault = Mutex<SettingsError?>(nil)
  private let transports = Mutex<[Endpoint: HTTPTransport]>([:])

  /// - Throws: ``AccountError`` of the kind `usage` when `EPSWITCH_VAULT_KEY` is invalid.
  package convenience init(_ configuration: Configuration) throws(AccountError) {
    let keySource = Self.keySource(configuration.variables)
    guard let keySource else {
      throw AccountError(
        .usage, Self.invalidKeySource(configuration.variables),
        recoverySuggestion: "Use keyring, helper:NAME or file.")
    }
    self.init(configuration, keySource: keySource)
  }

  /// For diagnostics, which work without a place for the key too.
  ///
  /// - Parameter keySource: `nil` when `EPSWITCH_VAULT_KEY` is invalid.
  init(_ configuration: Configuration, keySource: VaultKeySource?) {
    self.configuration = configuration
    self.keySource = keySource
    variables = configuration.variables
    preferenceStore = ListPreferenceStore(folder: configuration.stateDirectory)
    detailsCache = DetailsCache(now: configuration.now)
    settingsFile = configuration.configDirectory.map { SettingsFile(directory: $0) }
    let vault =
      configuration.stateDirectory.map {
        Vault(directory: $0, keySource: keySource ?? .keyring)
      } ?? Vault.inMemory()
    let observed = configuration.isForPrompt ? vault.withoutHelper() : vault
    // Not the service itself, which owns the vault.
    observed.onRecord { [settingsFile, systemLog = configuration.systemLog] event in
      guard settingsFile?.sendsToSystemLog(eventsOf: event.storeKey) == true else { return }
      try? systemLog.send(event)
    }
    self.vault = observed
  }

  static func keySource(_ variables: AccountVariables) -> VaultKeySource? {
    variables.vaultKey.map { VaultKeySource($0) } ?? .keyring
  }

  static func invalidKeySource(_ variables: AccountVariables) -> CleanText {
    "\(AccountVariables.vaultKey) is “\(variables.vaultKey ?? "", limit: 40)”, which is "
      + "not a place to keep the vault key."
  }

  /// This machine's time.
  package var now: Date { configuration.now() }

  /// The settings as they are now.
  package func settings() throws(AccountError) -> Settings {
    do throws(SettingsError) {
      let settings = try settingsFile?.load() ?? Settings()
      settingsFault.withLock { $0 = settings.fault }
      return settings
    } catch {
      throw AccountError(error)
    }
  }

  /// Fails when others can change the settings that were read last: they say where secrets go.
  func requireSafeSettings() throws(AccountError) {
    if let fault = settingsFault.withLock({ $0 }) { throw AccountError(fault) }
  }

  func resolver() throws(AccountError) -> SessionResolver {
    SessionResolver(
      vault: vault, options: configuration.options, variables: variables,
      settings: try settings())
  }

  /// Does something with the vault and puts its errors into words, with the command that signs in
  /// where this command works.
  func inVault<Value>(
    login: CleanText? = nil, _ body: () throws(VaultError) -> Value
  ) throws(AccountError) -> Value {
    do {
      return try body()
    } catch {
      let here = login ?? (try? resolver().selector().loginCommand)
      throw AccountError(error, login: here ?? "epswitch login")
    }
  }

  /// The API of a store. Connections are kept for the next request.
  ///
  /// - Parameters:
  ///   - limits: how long requests may take, if not as the configuration says.
  ///   - retry: how often a request is sent that failed for a transient reason, likewise.
  func client(
    for selector: SessionSelector, limits: HTTPTransport.Limits? = nil, retry: RetryPolicy? = nil
  ) throws(AccountError) -> CommerceClient {
    try requireSafeSettings()
    return CommerceClient(
      store: selector.store, transport: try transport(to: selector.store, limits: limits),
      profileHeaders: selector.profile?.headers ?? [], retry: retry ?? configuration.retry,
      trace: configuration.trace)
  }

  /// The proxy of the environment for an address; `nil` connects directly.
  func proxy(to endpoint: Endpoint) throws(AccountError) -> Proxy? {
    do throws(ProxyError) {
      return try Proxy.forEndpoint(endpoint, environment: variables.all)
    } catch {
      throw AccountError(
        .usage, "\(error.variable) names a proxy that cannot be used: \(error.reason).",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Correct or unset \(error.variable).")
    }
  }

  private func transport(
    to store: Store, limits: HTTPTransport.Limits?
  ) throws(AccountError) -> HTTPTransport {
    guard limits == nil else { return try newTransport(to: store, limits: limits) }
    return try transports.withLock { transports throws(AccountError) in
      if let kept = transports[store.endpoint] { return kept }
      let transport = try newTransport(to: store, limits: nil)
      transports[store.endpoint] = transport
      return transport
    }
  }

  private func newTransport(
    to store: Store, limits: HTTPTransport.Limits?
  ) throws(AccountError) -> HTTPTransport {
    let proxy = try proxy(to: store.endpoint)
    do throws(APIError) {
      return try HTTPTransport(
        endpoint: store.endpoint, proxy: proxy,
        trust: TrustStore(file: configuration.authorities, environment: variables.all),
        limits: limits ?? configuration.limits, now: configuration.now)
    } catch {
      throw AccountError(error, at: store, login: "epswitch login")
    }
  }

  /// Starts the HTTP client beside what the caller does next, for a command that is about to send: it
  /// takes as long as to read the vault. Nothing is sent, and what fails is said by the first request.
  package func prepareRequests(at selector: SessionSelector) {
    Task.detached { _ = try? self.transport(to: selector.store, limits: nil) }
  }
}
