import AccountCore
import AccountModel
import CommerceAPI
import ProfileSettings

/// What every way of signing in on the command line works with.
struct LoginContext {
  let context: CommandContext
  let target: Target
  let access: StoreAccess
  let options: LoginOptions
  let reason: String?
  let progress: RosterProgress

  var asker: Asker { Asker(context.console) }

  /// The user name: given, the profile's, or asked for.
  ///
  /// - Throws: ``UsageFailure`` when it is another than the profile's, whose sessions would then not
  ///   be found under the profile.
  func username(asking question: String = "User name: ") throws -> String {
    if let given = options.username, let profile = target.profile, let fixed = target.fixedUsername,
      fixed != given
    {
      throw UsageFailure(
        "The profile \(profile.name) belongs to \(cleanText(fixed, limit: 80)).",
        remedy: "Use another profile for another member, or leave --username out.")
    }
    return try options.username ?? target.profile?.username
      ?? asker.line(question, option: "--username")
  }

  /// Refuses a way of signing in of which the member is not known beforehand, where the profile is
  /// of one member: the session would not be found under it.
  func requireOpenProfile() throws {
    guard let profile = target.profile, let fixed = target.fixedUsername else { return }
    throw UsageFailure(
      "The profile \(profile.name) belongs to \(cleanText(fixed, limit: 80)), and this way of "
        + "signing in may bring another member.",
      remedy: "Use a profile without a user name.")
  }

  /// The password: from stdin where that was asked for, else typed.
  func password() throws -> Secret {
    try options.readsPassword
      ? asker.secretFromInput(option: "--password-stdin")
      : asker.secret("Password: ", option: "--password-stdin")
  }

  /// A password nobody knows yet: typed twice, since it cannot be seen.
  func newPassword() throws -> Secret {
    let first = try password()
    guard !options.readsPassword else { return first }
    guard try asker.secret("Password again: ", option: "--password-stdin") == first else {
      throw UsageFailure("The two passwords differ.", remedy: "Try again.")
    }
    return first
  }

  /// The password profile: given, the settings' profile's, the store's only one, or chosen on the
  /// terminal; what was chosen is remembered in the settings.
  ///
  /// - Parameter oneTime: whether it must send one-time passwords.
  func passwordProfileID(oneTime: Bool = false) async throws -> String {
    let given = options.passwordProfile ?? target.profile?.passwordProfile
    do throws(Failure) {
      return try await access.passwordProfileID(given: given, oneTime: oneTime)
    } catch {
      guard case .passwordProfileNeeded(let profiles) = error, asker.canAsk else { throw error }
      let chosen = try asker.choice("Password profile", among: profiles) {
        "\($0.name) (\($0.id))"
      }
      try remember(.passwordProfile, chosen.id)
      return chosen.id
    }
  }

  /// Writes a choice into the settings' profile, if one is in use.
  func remember(_ key: ProfileKey, _ value: String) throws {
    guard let profile = target.profile else { return }
    try context.settingsFile.set(key, to: value, on: profile.name)
  }
}
