import ProfileSettings

extension CommandContext {
  /// The name of the profile that commands work with: flag beats environment beats file. It need not
  /// be there.
  func profileName(in settings: Settings) -> String? { namedProfile ?? settings.nameInUse }

  /// Warns that the environment names another profile than the one the settings file has in use.
  func noteOverride(of name: String, isInUse: Bool) {
    guard isInUse, let other = environment.profile, other != name else { return }
    console.note("In this shell EPSWITCH_PROFILE comes first, which says \(other).")
  }
}
