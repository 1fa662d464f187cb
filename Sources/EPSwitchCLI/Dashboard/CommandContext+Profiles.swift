import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import ProfileSettings

// Other stores and members, as the dashboard opens them.
extension CommandContext {
  /// The profiles of the settings, each with whoever is signed in under it.
  func profileOffer() throws -> ProfileOffer {
    let profiles = try settingsFile.load().profiles
    guard !profiles.isEmpty else {
      return .unavailable("There are no profiles: make one with `epswitch profile add`.")
    }
    let sessions = (try? vault.summaries()) ?? []
    return .listed(
      profiles.map { profile in
        let session = sessions.first { $0.isActive && $0.store == profile.store }
        return ProfileItem(
          name: profile.name, host: profile.endpoint?.host,
          member: profile.username ?? session?.member.displayName,
          isProduction: profile.isProduction, tint: profile.accent.map(Tint.init))
      })
  }

  /// The store of a profile. What the profile leaves out comes from the environment; options are of
  /// the store the program was started for.
  ///
  /// - Throws: ``UsageFailure`` when the store is not named in full;
  ///   ``ProfileSettings/SettingsError``.
  func openStore(ofProfile name: String) throws -> OpenStore {
    let profile = try settingsFile.load().require(name)
    let endpoint = try profile.endpoint ?? environment.endpoint.map(readEndpoint)
    guard let endpoint, let clientID = profile.clientID ?? environment.clientID else {
      throw UsageFailure(
        "The profile \(name) does not name its \(endpoint == nil ? "endpoint" : "client ID").",
        remedy: "Complete it with `epswitch profile add`, or in \(settingsFile.path).")
    }
    let store = Store(endpoint: endpoint, clientID: clientID)
    return try OpenStore(Target(store: store, profile: profile), in: self)
  }
}
