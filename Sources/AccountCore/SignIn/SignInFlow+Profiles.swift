import AccountModel
import CommerceAPI
import Foundation
import ProfileSettings

/// The profile of the store that a member signs in to.
struct StoreProfile: Sendable {
  let id: String

  /// What the store calls it, cleaned; `nil` when it was named by its ID and the store was not asked.
  let name: String?

  /// Whether the person chose it among several.
  var wasChosen = false
}

// Which of the store's profiles is signed in to. A password is never sent to a guessed profile.
extension SignInFlow {
  /// The password profile: named, the store's only one, or chosen by the person.
  ///
  /// - Parameter oneTime: whether it must send one-time passwords.
  func passwordProfile(
    _ options: SignInOptions, oneTime: Bool
  ) async throws(AccountError) -> StoreProfile {
    try await profile(of: .password, named: request.passwordProfile, option: "--password-profile") {
      () throws(AccountError) in
      try await options.passwordProfiles().filter { !oneTime || $0.offersOneTimePasswords }
        .map { SignInProfile(id: $0.id, name: $0.name) }
    }
  }

  /// The OpenID profile: named, the store's only one, or chosen by the person.
  func openIDProfile(_ options: SignInOptions) async throws(AccountError) -> StoreProfile {
    try await profile(of: .openID, named: request.oidcProfile, option: "--oidc-profile") {
      () throws(AccountError) in
      try await options.openIDProfiles().map { SignInProfile(id: $0.id, name: $0.name) }
    }
  }

  /// - Parameters:
  ///   - given: what the option says, an ID or a name.
  ///   - list: asks the store for its profiles.
  /// - Throws: ``AccountError`` of the kind `usage` for another one than the settings name: its
  ///   session would not be found under them.
  private func profile(
    of kind: SignInProfile.Kind, named given: String?, option: CleanText,
    list: () async throws(AccountError) -> [SignInProfile]
  ) async throws(AccountError) -> StoreProfile {
    let settled =
      kind == .password ? selector.profile?.passwordProfile : selector.profile?.oidcProfile
    let found = try await found(
      named: given ?? settled, mustHaveName: settled.map { !$0.isUUID } ?? false, kind: kind,
      option: option, list: list)
    if let settled, ![found.id, found.name].contains(settled), let profile = selector.profile {
      throw AccountError(
        .usage,
        "The profile \(profile.name) signs in with the \(kind.words) \(settled), not "
          + "\(found.name ?? found.id, limit: 80).",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Use another profile, or leave \(option) out.")
    }
    return found
  }

  /// - Parameter mustHaveName: whether an ID alone is not enough, since the settings have a name.
  private func found(
    named: String?, mustHaveName: Bool, kind: SignInProfile.Kind, option: CleanText,
    list: () async throws(AccountError) -> [SignInProfile]
  ) async throws(AccountError) -> StoreProfile {
    if let named, named.isUUID, !mustHaveName { return StoreProfile(id: named, name: nil) }
    let profiles = try await list()
    let names = profiles.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
    func usage(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .usage, summary, unchanged: AccountError.nothingChanged, recoverySuggestion: recovery)
    }
    if let named {
      let matching = profiles.filter { $0.id == named }
      let fitting = matching.isEmpty ? profiles.filter { $0.name == named } : matching
      if fitting.count == 1 { return StoreProfile(id: fitting[0].id, name: fitting[0].name) }
      throw usage(
        fitting.isEmpty
          ? "The store has no \(kind.words) “\(named, limit: 80)”."
          : "The store has several \(kind.words)s “\(named, limit: 80)”.",
        profiles.isEmpty ? "Choose another mechanism." : "It has: \(names).")
    }
    if profiles.count == 1 { return StoreProfile(id: profiles[0].id, name: profiles[0].name) }
    guard !profiles.isEmpty else {
      throw usage(
        "The store has no \(kind.words) for \(mechanism.rawValue).", "Choose another --mechanism.")
    }
    do throws(PromptError) {
      let id = try await prompter.choice(of: kind, among: profiles)
      return StoreProfile(
        id: id, name: profiles.first { $0.id == id }?.name, wasChosen: true)
    } catch {
      guard error != .cancelled else { throw .cancelled }
      throw usage(
        "The store has several \(kind.words)s: \(names).",
        "Name one with \(option), by its name or ID.")
    }
  }
}

extension String {
  fileprivate var isUUID: Bool { UUID(uuidString: self) != nil }
}

extension SignInProfile.Kind {
  fileprivate var words: String {
    switch self {
    case .password: "password profile"
    case .openID: "OpenID profile"
    }
  }
}
