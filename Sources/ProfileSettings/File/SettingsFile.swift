/// The settings file `config.toml`, which people edit by hand as much as we do.
///
/// ```toml
/// profile = "staging"            # the one in use
///
/// [profiles.staging]
/// endpoint = "https://useast.api.elasticpath.com"
/// client-id = "…"
/// mechanism = "password"         # password, oidc, passwordless, self-signup, customer
/// password-profile = "…"
/// oidc-profile = "…"
/// redirect-uri = "http://localhost:8080/callback"
/// username = "buyer@acme.example"
/// grant = "implicit"             # or client-credentials
/// production = false             # true: a red header, and a switch asks for a reason
/// color = "blue"                 # red, green, yellow, blue, magenta, cyan
///
/// [profiles.staging.headers]
/// EP-Channel = "web store"
/// ```
///
/// Every key may be left out. Keys we do not know are kept; a key that holds a secret is refused.
/// A change touches only the lines concerned, so comments, order and spacing survive; it is read
/// back before it is written, and given up if it would mean anything but what was asked. A file
/// that is broken, or holds a value that cannot be, is never written to.
package struct SettingsFile: Sendable {
  package let path: String

  private let directory: String
  private let lockLimit: Duration

  /// - Parameters:
  ///   - directory: `$XDG_CONFIG_HOME/epswitch`, or where the person wants it. It is made, for its
  ///     owner alone, when something is first written.
  ///   - lockLimit: how long a change waits for one that another process is making.
  package init(directory: String, lockLimit: Duration = .seconds(5)) {
    self.directory = directory
    self.lockLimit = lockLimit
    path = "\(directory)/config.toml"
  }

  /// What the file says; where there is none, nothing.
  package func load() throws(SettingsError) -> Settings {
    try Settings(read().document, path: path)
  }

  /// Makes a change under the lock: the file is read, changed in its text, checked and replaced.
  ///
  /// - Parameter change: from what the file says to what it shall say, and the edits to get there.
  func edit(
    _ change: (Settings) throws(SettingsError) -> (Settings, [TOMLEdit])
  ) throws(SettingsError) {
    try makeDirectory(directory)
    let lock = FileLock(path: "\(directory)/config.lock", limit: lockLimit)
    try lock.hold { () throws(SettingsError) in
      let (file, document) = try read()
      let (wanted, edits) = try change(Settings(document, path: path))
      let changed: TOMLDocument
      do throws(TOMLFault) {
        changed = try document.applying(edits)
      } catch {
        throw .notEditable(
          path: path, reason: "\(error.reason), near line \(error.position.line)")
      }
      guard try Settings(changed, path: path).sorted == wanted.sorted else {
        throw .notEditable(path: path, reason: "the change would not read back as it was meant")
      }
      guard changed.bytes != document.bytes else { return }
      try file.replace(with: changed.bytes)
    }
  }

  func read() throws(SettingsError) -> (file: RegularFile, document: TOMLDocument) {
    let file = try RegularFile(following: path)
    let bytes = try file.read() ?? []
    do throws(TOMLFault) {
      return (file, try TOMLDocument(bytes))
    } catch {
      let position = error.position
      throw .broken(
        SettingsPlace(path: path, line: position.line, column: position.column),
        reason: error.reason)
    }
  }
}

extension Settings {
  /// By name: where in the file a profile begins is not part of what it says.
  fileprivate var sorted: Settings {
    Settings(profiles: profiles.sorted { $0.name < $1.name }, nameInUse: nameInUse)
  }
}
