import AccountModel

extension SettingsFile {
  /// Adds a profile behind the others. It becomes the one in use when none is.
  package func add(_ profile: Profile) throws(SettingsError) {
    guard Profile.isName(profile.name) else { throw .badName(profile.name) }
    try edit { (settings) throws(SettingsError) in
      guard settings[profile.name] == nil else { throw .profileExists(profile.name) }
      var wanted = settings
      wanted.profiles.append(profile)
      var edits = try edits(from: Profile(name: profile.name), to: profile, isNew: true)
      if settings.nameInUse == nil {
        wanted.nameInUse = profile.name
        edits.append(.assign(["profile"], .string(profile.name)))
      }
      return (wanted, edits)
    }
  }

  /// Makes the profile of that name say what this one says; only lines that differ are touched.
  package func update(_ profile: Profile) throws(SettingsError) {
    try change(profile.name) { (present) throws(SettingsError) in present = profile }
  }

  /// Sets one value of a profile; `nil` removes it.
  package func set(
    _ key: ProfileKey, to text: String?, on name: String
  ) throws(SettingsError) {
    try change(name) { (profile) throws(SettingsError) in
      do throws(ValueFault) {
        try key.put(text, into: &profile)
      } catch {
        throw .invalid(nil, key: key.rawValue, reason: error.reason)
      }
    }
  }

  /// Sets a header of a profile, whatever the case it is written in; `nil` removes it.
  package func setHeader(
    _ header: String, to value: String?, on name: String
  ) throws(SettingsError) {
    try change(name) { (profile) throws(SettingsError) in
      let present = profile.headers.firstIndex { $0.name.lowercased() == header.lowercased() }
      let written = present.map { profile.headers.remove(at: $0).name } ?? header
      guard let value else { return }
      profile.headers.append(try headerField(written, value))
    }
  }

  /// Makes a profile the one in use.
  package func use(_ name: String) throws(SettingsError) {
    try edit { (settings) throws(SettingsError) in
      _ = try settings.requireIndex(of: name)
      var wanted = settings
      wanted.nameInUse = name
      let edit = TOMLEdit.assign(["profile"], .string(name))
      return (wanted, settings.nameInUse == name ? [] : [edit])
    }
  }

  /// Removes a profile with its unknown keys; comment lines stay. If it was in use, none is.
  package func remove(_ name: String) throws(SettingsError) {
    try edit { (settings) throws(SettingsError) in
      var wanted = settings
      wanted.profiles.remove(at: try settings.requireIndex(of: name))
      var edits = [TOMLEdit.remove(["profiles", name])]
      if settings.nameInUse == name {
        wanted.nameInUse = nil
        edits.append(.remove(["profile"]))
      }
      return (wanted, edits)
    }
  }

  /// Renames a profile, which stays the one in use if it was.
  package func rename(_ name: String, to newName: String) throws(SettingsError) {
    guard Profile.isName(newName) else { throw .badName(newName) }
    try edit { (settings) throws(SettingsError) in
      let index = try settings.requireIndex(of: name)
      guard name != newName else { return (settings, []) }
      guard settings[newName] == nil else { throw .profileExists(newName) }
      var wanted = settings
      wanted.profiles[index].name = newName
      var edits = [TOMLEdit.rename(["profiles", name], to: newName)]
      if settings.nameInUse == name {
        wanted.nameInUse = newName
        edits.append(.assign(["profile"], .string(newName)))
      }
      return (wanted, edits)
    }
  }

  private func change(
    _ name: String, _ body: (inout Profile) throws(SettingsError) -> Void
  ) throws(SettingsError) {
    try edit { (settings) throws(SettingsError) in
      let index = try settings.requireIndex(of: name)
      var wanted = settings
      try body(&wanted.profiles[index])
      let edits = try edits(from: settings.profiles[index], to: wanted.profiles[index])
      return (wanted, edits)
    }
  }
}

/// The edits that lead from one state of a profile to another.
///
/// - Parameter isNew: whether nothing of the profile is written yet; then its `production` is, so
///   that every profile has a key.
private func edits(
  from old: Profile, to new: Profile, isNew: Bool = false
) throws(SettingsError) -> [TOMLEdit] {
  let place = ["profiles", new.name]
  var edits: [TOMLEdit] = []
  for key in ProfileKey.allCases {
    let text = key.text(in: new)
    guard text != key.text(in: old) || (isNew && key == .production) else { continue }
    var checked = new
    do throws(ValueFault) {
      try key.put(text, into: &checked)
    } catch {
      throw .invalid(nil, key: key.rawValue, reason: error.reason)
    }
    edits.append(edit(place + [key.rawValue], to: text.map { literal($0, of: key) }))
  }
  guard Set(new.headers.map { $0.name.lowercased() }).count == new.headers.count else {
    throw .invalid(nil, key: "headers", reason: "the same header twice")
  }
  for header in old.headers where !new.headers.contains(where: { $0.name == header.name }) {
    edits.append(.remove(place + ["headers", header.name]))
  }
  for header in new.headers where !old.headers.contains(header) {
    _ = try headerField(header.name, header.value)
    edits.append(.assign(place + ["headers", header.name], .string(header.value)))
  }
  return edits
}

private func headerField(_ name: String, _ value: String) throws(SettingsError) -> HeaderField {
  do throws(HeaderFault) {
    return try HeaderField.ofProfile(name: name, value: value)
  } catch {
    throw .invalid(nil, key: "headers.\(name)", reason: error.reason)
  }
}

private func edit(_ path: [String], to literal: TOMLLiteral?) -> TOMLEdit {
  literal.map { .assign(path, $0) } ?? .remove(path)
}

private func literal(_ text: String, of key: ProfileKey) -> TOMLLiteral {
  key.isFlag ? .bool(text == "true") : .string(text)
}
