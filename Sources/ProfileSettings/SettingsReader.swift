import AccountModel

extension Settings {
  /// Reads what a document says; keys it does not know are left alone.
  init(_ document: TOMLDocument, path: String) throws(SettingsError) {
    self = try SettingsReader(document: document, path: path).settings()
  }
}

/// Reads settings out of a document and names the place of what is wrong.
private struct SettingsReader {
  let document: TOMLDocument
  let path: String

  func settings() throws(SettingsError) -> Settings {
    try refuseSecrets(in: [])
    var settings = Settings(nameInUse: try string(at: ["profile"]))
    guard try table(at: ["profiles"]) != nil else { return settings }
    try refuseSecrets(in: ["profiles"])
    for name in document.names(in: ["profiles"]) {
      settings.profiles.append(try profile(named: name))
    }
    return settings
  }

  private func profile(named name: String) throws(SettingsError) -> Profile {
    let place = ["profiles", name]
    guard Profile.isName(name) else {
      throw invalid(place, "a profile name is 1 to 64 letters, digits, “-”, “_” and “.”")
    }
    _ = try table(at: place)
    try refuseSecrets(in: place)
    var profile = Profile(name: name)
    for key in ProfileKey.allCases {
      let place = place + [key.rawValue]
      do throws(ValueFault) {
        try key.put(text(of: key, at: place), into: &profile)
      } catch {
        throw invalid(place, error.reason)
      }
    }
    profile.headers = try headers(at: place + ["headers"])
    return profile
  }

  private func headers(at place: [String]) throws(SettingsError) -> [HeaderField] {
    guard try table(at: place) != nil else { return [] }
    var seen: Set<String> = []
    var headers: [HeaderField] = []
    for name in document.names(in: place) {
      let place = place + [name]
      guard seen.insert(name.lowercased()).inserted else {
        throw invalid(place, "the same header twice")
      }
      guard let value = try string(at: place) else { continue }
      do throws(HeaderFault) {
        headers.append(try HeaderField.ofProfile(name: name, value: value))
      } catch {
        throw invalid(place, error.reason)
      }
    }
    return headers
  }

  private func table(at place: [String]) throws(SettingsError) -> [String: TOMLNode]? {
    switch document.root.node(at: place) {
    case .table(let table): table
    case nil: nil
    default: throw invalid(place, "must be a table")
    }
  }

  private func string(at place: [String]) throws(SettingsError) -> String? {
    switch document.root.node(at: place) {
    case .literal(.string(let text)): text
    case nil: nil
    default: throw invalid(place, "must be text in quotes")
    }
  }

  private func text(of key: ProfileKey, at place: [String]) throws(ValueFault) -> String? {
    switch (key, document.root.node(at: place)) {
    case (_, nil): nil
    case (_, .literal(.bool(let flag))) where key.isFlag: String(flag)
    case (_, _) where key.isFlag: throw ValueFault("must be true or false, without quotes")
    case (_, .literal(.string(let text))): text
    default: throw ValueFault("must be text in quotes")
    }
  }

  private func refuseSecrets(in place: [String]) throws(SettingsError) {
    for name in document.names(in: place) where isSecret(name) {
      // A table, such as a profile, may be called so.
      if case .table = document.root.node(at: place + [name]) { continue }
      throw .holdsSecret(self.place(of: place + [name]), key: name)
    }
  }

  private func invalid(_ place: [String], _ reason: String) -> SettingsError {
    .invalid(self.place(of: place), key: place.joined(separator: "."), reason: reason)
  }

  private func place(of place: [String]) -> SettingsPlace {
    let position = document.position(of: place)
    return SettingsPlace(path: path, line: position.line, column: position.column)
  }
}

/// Whether a key is where people would write a secret, in any spelling.
private func isSecret(_ key: String) -> Bool {
  let bare = key.lowercased().filter { $0.isLetter }
  return ["clientsecret", "secret", "password", "token", "accesstoken", "accounttoken"]
    .contains(bare)
}
