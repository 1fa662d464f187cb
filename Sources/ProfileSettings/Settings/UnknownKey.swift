/// A key of the settings file that epswitch does not know: a slip of the pen, or of another version.
/// It is kept and has no effect.
package struct UnknownKey: Equatable, Sendable {
  package let place: SettingsPlace

  /// With the tables it is in: `profiles.staging.clientid`.
  package let key: String
}

extension SettingsFile {
  /// The keys of the file that nobody reads, in the order of the file.
  package func unknownKeys() throws(SettingsError) -> [UnknownKey] {
    let document = try read().document
    let profiles = document.names(in: ["profiles"]).map { ["profiles", $0] }
    let unknown =
      document.unknownNames(in: [], known: ["profile", "profiles"])
      + profiles.flatMap { document.unknownNames(in: $0, known: Self.profileKeys) }
    return unknown.map { key in
      let position = document.position(of: key)
      return UnknownKey(
        place: SettingsPlace(path: path, line: position.line, column: position.column),
        key: key.joined(separator: "."))
    }
  }

  private static let profileKeys = Set(ProfileKey.allCases.map(\.rawValue)).union(["headers"])
}

extension TOMLDocument {
  fileprivate func unknownNames(in place: [String], known: Set<String>) -> [[String]] {
    names(in: place).filter { !known.contains($0) }.map { place + [$0] }
  }
}
