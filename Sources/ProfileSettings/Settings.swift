import AccountModel

/// What the settings file says.
package struct Settings: Equatable, Sendable {
  /// In the order of the file.
  package var profiles: [Profile]

  /// The name of the profile in use. A hand-edited file may name one that is not there.
  package var nameInUse: String?

  /// Why the file they were read from is not to be trusted with a secret; `nil` where it is.
  package var fault: SettingsError?

  package init(profiles: [Profile] = [], nameInUse: String? = nil) {
    self.profiles = profiles
    self.nameInUse = nameInUse
  }

  package subscript(name: String) -> Profile? { profiles.first { $0.name == name } }

  /// The profile in use; `nil` when none is named or the named one is not there.
  package var profileInUse: Profile? { nameInUse.flatMap { self[$0] } }

  /// The profile of a name.
  ///
  /// - Throws: ``SettingsError/noSuchProfile(_:known:)`` with the names there are.
  package func require(_ name: String) throws(SettingsError) -> Profile {
    profiles[try requireIndex(of: name)]
  }

  func requireIndex(of name: String) throws(SettingsError) -> Int {
    guard let index = profiles.firstIndex(where: { $0.name == name }) else {
      throw .noSuchProfile(cleanText(name, limit: 64), known: profiles.map(\.name))
    }
    return index
  }

  /// By name: the order of the profiles in the file is not part of what it says.
  var sorted: Settings {
    Settings(profiles: profiles.sorted { $0.name < $1.name }, nameInUse: nameInUse)
  }
}
