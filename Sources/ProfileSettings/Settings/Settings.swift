/// What the settings file says.
package struct Settings: Equatable, Sendable {
  /// In the order of the file.
  package var profiles: [Profile]

  /// The name of the profile in use. A hand-edited file may name one that is not there.
  package var nameInUse: String?

  package init(profiles: [Profile] = [], nameInUse: String? = nil) {
    self.profiles = profiles
    self.nameInUse = nameInUse
  }

  package subscript(name: String) -> Profile? { profiles.first { $0.name == name } }

  /// The profile in use; `nil` when none is named or the named one is not there.
  package var profileInUse: Profile? { nameInUse.flatMap { self[$0] } }
}
