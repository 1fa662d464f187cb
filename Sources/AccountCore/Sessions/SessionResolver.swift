package import AccountModel
import AccountVault
import Foundation
import ProfileSettings

/// The options of a command that say where it works; they come before the environment, which comes
/// before the settings file.
package struct StoreOptions: Sendable {
  package var profile: String?
  package var endpoint: String?
  package var clientID: String?

  package init(profile: String? = nil, endpoint: String? = nil, clientID: String? = nil) {
    self.profile = profile
    self.endpoint = endpoint
    self.clientID = clientID
  }
}

/// Turns options, environment, settings and what the terminal was shown into one session: the only
/// place that does.
struct SessionResolver: Sendable {
  let vault: Vault
  let options: StoreOptions
  let variables: AccountVariables
  let settings: Settings

  // MARK: - The store

  /// Where the command works.
  ///
  /// - Throws: ``AccountError`` of the kind `usage` when no store is named, and none or several are
  ///   known.
  func selector() throws(AccountError) -> SessionSelector {
    let named = try namedProfile()
    let profile = named ?? settings.profileInUse
    // A profile named by an option comes before the variables of the endpoint and the client.
    let ofOption = options.profile == nil ? nil : profile
    var endpoint = try givenEndpoint(ofOption)
    if endpoint == nil { endpoint = profile?.endpoint }
    let clientID =
      options.clientID ?? ofOption?.clientID ?? variables.clientID ?? profile?.clientID
    let origin = origin
    guard let endpoint, let clientID else {
      guard endpoint == nil, clientID == nil else {
        throw Self.storeUnnamed("The \(endpoint == nil ? "endpoint" : "client ID") is missing.")
      }
      return SessionSelector(store: try onlyKnownStore(), profile: nil, origin: .settings)
    }
    let store = Store(endpoint: endpoint, clientID: clientID)
    // What a profile says of its store is not said of another.
    let describes =
      profile.map { ($0.endpoint ?? endpoint) == endpoint && ($0.clientID ?? clientID) == clientID }
      ?? false
    return SessionSelector(
      store: store, profile: describes ? profile : nil, origin: origin)
  }

  private var origin: SessionSelector.Origin {
    if [options.profile, options.endpoint, options.clientID].contains(where: { $0 != nil }) {
      return .option
    }
    return variables.profile != nil || variables.endpoint != nil || variables.clientID != nil
      ? .variable : .settings
  }

  /// The store of a profile, whatever is in use. What the profile leaves out comes from the
  /// environment.
  func selector(profile name: String) throws(AccountError) -> SessionSelector {
    let profile = try require(name)
    var endpoint = profile.endpoint
    if endpoint == nil { endpoint = try givenEndpoint(nil) }
    guard let endpoint, let clientID = profile.clientID ?? variables.clientID else {
      throw AccountError(
        .usage, "The profile \(name) does not name its endpoint and its client ID.",
        recoverySuggestion: "Complete it with `epswitch profile set`.")
    }
    return SessionSelector(
      store: Store(endpoint: endpoint, clientID: clientID), profile: profile, origin: .option)
  }

  /// The profile that an option or a variable names.
  private func namedProfile() throws(AccountError) -> Profile? {
    if let name = options.profile { return try require(name, from: "--profile") }
    guard let name = variables.profile else { return nil }
    return try require(name, from: AccountVariables.profile)
  }

  private func require(_ name: String, from source: String? = nil) throws(AccountError) -> Profile {
    guard let profile = settings[name] else {
      let known = settings.profiles.map(\.name)
      throw AccountError(
        .usage,
        source.map { "\($0) names the profile “\(name, limit: 64)”, which does not exist." }
          ?? "There is no profile “\(name, limit: 64)”.",
        unchanged: nil,
        recoverySuggestion: known.isEmpty
          ? "There are no profiles; \(action: .addProfile)."
          : "The profiles are: \(known.joined(separator: ", ")).")
    }
    return profile
  }

  private func givenEndpoint(_ ofOption: Profile?) throws(AccountError) -> Endpoint? {
    if let text = options.endpoint { return try Self.endpoint(text, from: "--endpoint") }
    if let endpoint = ofOption?.endpoint { return endpoint }
    guard let given = variables.endpoint else { return nil }
    return try Self.endpoint(given.text, from: given.variable)
  }

  /// The store of every saved session, when it is one.
  private func onlyKnownStore() throws(AccountError) -> Store {
    let stores: Set<Store>
    do throws(VaultError) {
      stores = Set(try vault.summaries().map(\.store))
    } catch .keyLost {
      // What nothing vouches for any more names no store that a password could be sent to.
      throw AccountError(
        .notSignedIn,
        "The key that opens the vault is gone, so nobody is signed in any more, and no store is "
          + "known.",
        unchanged: "The history is kept.",
        recoverySuggestion: "Sign in again with `epswitch login --endpoint URL --client-id ID`, or "
          + "add a profile with `epswitch profile add`.")
    } catch {
      throw AccountError(error)
    }
    if let only = stores.first, stores.count == 1 { return only }
    if stores.isEmpty {
      throw Self.storeUnnamed(
        "No store is named.", more: " To try epswitch first, run `epswitch demo`.")
    }
    let names = stores.map { "\($0.endpoint) (client \($0.clientID, limit: 80))" as CleanText }
      .sorted { $0.string < $1.string }
    throw Self.storeUnnamed(
      "Sessions are saved for several stores: \(names.joined(separator: ", ")).")
  }

  private static func storeUnnamed(_ summary: CleanText, more: CleanText = "") -> AccountError {
    AccountError(
      .storeUnnamed, summary,
      recoverySuggestion: "Give --endpoint and --client-id, set EPSWITCH_ENDPOINT and "
        + "EPSWITCH_CLIENT_ID, or add a profile with `epswitch profile add`.\(more)")
  }

  /// Reads the address of an API.
  ///
  /// - Parameter source: the option or variable that gave it.
  static func endpoint(_ text: String, from source: String) throws(AccountError) -> Endpoint {
    do throws(EndpointError) {
      return try Endpoint(text)
    } catch {
      throw AccountError(
        .usage, "\(source): \(error.summary)", recoverySuggestion: "Correct it where it is set.")
    }
  }

  // MARK: - The session

  /// The session that is meant.
  ///
  /// With a user name in the profile it has to be the only one of that name. Without, it is the one
  /// used last: signed in to, or switched in. A member whom the store gave another ID since is the
  /// one who signed in last.
  ///
  /// - Throws: ``AccountError`` of the kind `signInNeeded` when there is none, `usage` when the
  ///   profile's user name means several.
  func session(for selector: SessionSelector) throws(AccountError) -> SessionSummary {
    let found = try sessions(for: selector)
    guard let first = found.first else {
      throw .notSignedIn(selector.username, at: selector.store, login: selector.loginCommand)
    }
    guard selector.username != nil, found.count > 1 else { return first }
    if Set(found.map(\.id.method)).count == 1 {
      return found.max { $0.signInRevision < $1.signInRevision } ?? first
    }
    let listed = found.map { session in
      let method = session.profileName.map { CleanText($0) } ?? session.id.method.summary
      return "\(session.member.displayName) (\(method))" as CleanText
    }
    throw AccountError(
      .usage,
      "“\(selector.username ?? "", limit: 80)” is signed in to \(found.count) sessions "
        + "at \(selector.store.endpoint): \(listed.joined(separator: ", ")).",
      unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Let the profile name one of them: `epswitch profile set "
        + "\(selector.profile?.name ?? "NAME") password-profile ID`, or its mechanism.")
  }

  /// Every session that may be meant, the one used last first.
  func sessions(for selector: SessionSelector) throws(AccountError) -> [SessionSummary] {
    let all = try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try vault.summaries()
    }
    return all.filter(selector.matches)
  }
}

extension SignInMethod {
  /// The method in words that tell it from the others of a store.
  package var summary: CleanText {
    switch self {
    case .passwordProfile(let id): "password profile \(id, limit: 80)"
    case .impersonation(let id): "impersonation in password profile \(id, limit: 80)"
    case .openIDProfile(let id): "OpenID profile \(id, limit: 80)"
    case .customer: "customer"
    case .heldToken: "token"
    }
  }
}

extension EndpointError {
  /// Why a text is no address of an API, as a sentence.
  package var summary: CleanText {
    switch self {
    case .unreadable(let text): "“\(text, limit: 100)” is not the address of an API."
    case .notAnOrigin(let text):
      "“\(text, limit: 100)” has a path or a query; an endpoint is only "
        + "https://HOST."
    case .holdsCredentials: "the endpoint contains a user name or password, which it must not."
    case .plainHTTP(let host):
      "http://\(host, limit: 100) is not encrypted; http is accepted on this machine "
        + "only."
    }
  }
}

/// Does something with the vault and puts its errors into words.
func inVault<Value>(
  login: CleanText = "epswitch login", _ body: () throws(VaultError) -> Value
) throws(AccountError) -> Value {
  do {
    return try body()
  } catch {
    throw AccountError(error, login: login)
  }
}
