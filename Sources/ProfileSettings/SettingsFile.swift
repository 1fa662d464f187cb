import FileSupport
import Foundation

/// The settings file `config.toml`, which people edit by hand as much as epswitch does.
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
/// realm = "…"                    # the authentication realm, where the store closes its settings
/// redirect-uri = "http://localhost:8080/callback"   # or an https:// address of the shop
/// username = "buyer@acme.example"
/// grant = "implicit"             # or client-credentials: the grant type
/// production = false             # true: a red header, and a switch asks for a reason
/// color = "blue"                 # red, green, yellow, blue, magenta, cyan
///
/// [profiles.staging.headers]
/// EP-Channel = "web store"
/// ```
///
/// Every key may be left out. Unknown keys are kept; a key that holds a secret is refused. A change
/// touches only the lines concerned, so comments, order and spacing survive; it is read back before
/// it is written, and refused if it would mean anything but what was asked. A file that is not
/// valid is never written to.
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
    let (document, fault) = try readWithFault()
    var settings = try Settings(document, path: path)
    settings.fault = fault
    return settings
  }

  /// Far more than settings need, so that a link to a disk image is not read.
  private static let sizeLimit = 1_048_576

  /// Makes a change under the lock: the file is read, its text changed, checked and replaced.
  ///
  /// - Parameter change: from what the file says to what it shall say, and the edits to get there.
  func edit(
    _ change: (Settings) throws(SettingsError) -> (Settings, [TOMLEdit])
  ) throws(SettingsError) {
    try writing { () throws(FileError) in try AtomicFile.makeDirectories(directory) }
    let lock = FileLock(path: "\(directory)/config.lock", limit: lockLimit)
    try lock.hold(failure: SettingsError.init(writing:)) { () throws(SettingsError) in
      let document = try read()
      let (wanted, edits) = try change(Settings(document, path: path))
      let changed: TOMLDocument
      do throws(TOMLFault) {
        changed = try document.applying(edits)
      } catch {
        throw .notEditable(
          path: path, reason: "\(error.reason), near line \(error.position.line)")
      }
      guard try Settings(changed, path: path).sorted == wanted.sorted else {
        throw .notEditable(path: path, reason: "the change would change other settings")
      }
      guard changed.bytes != document.bytes else { return }
      try writing { () throws(FileError) in
        try AtomicFile.write(changed.bytes, to: path, mode: nil, links: .followed)
      }
    }
  }

  private func read() throws(SettingsError) -> TOMLDocument { try readWithFault().document }

  /// - Returns: what the file says, and why it is not to be trusted with a secret.
  private func readWithFault() throws(SettingsError) -> (
    document: TOMLDocument, fault: SettingsError?
  ) {
    let contents: AtomicFile.Contents?
    do throws(FileError) {
      contents = try AtomicFile.readWithOwner(path, limit: Self.sizeLimit)
    } catch {
      throw .unreadable(path: error.path, reason: error.reason)
    }
    let fault = contents.flatMap { UnsafeSettings($0) }.map {
      SettingsError.unsafe(path: path, $0)
    }
    do throws(TOMLFault) {
      return (try TOMLDocument(contents?.bytes ?? []), fault)
    } catch {
      let position = error.position
      throw .broken(
        SettingsPlace(path: path, line: position.line, column: position.column),
        reason: error.reason)
    }
  }
}

extension UnsafeSettings {
  /// The same rule as that of ssh for its configuration; `nil` where nobody else can write.
  fileprivate init?(_ contents: AtomicFile.Contents) {
    if contents.owner != geteuid(), contents.owner != 0 {
      self = .foreignOwner(contents.owner)
    } else if contents.mode & 0o022 != 0 {
      self = .writableByOthers(contents.mode)
    } else {
      return nil
    }
  }
}

/// A key of the settings file that epswitch does not know: a typing error, or a key of another
/// version. It is kept and has no effect.
package struct UnknownKey: Equatable, Sendable {
  package let place: SettingsPlace

  /// With the tables it is in: `profiles.staging.clientid`.
  package let key: String
}

extension SettingsFile {
  /// The keys of the file that have no effect, in the order of the file.
  package func unknownKeys() throws(SettingsError) -> [UnknownKey] {
    let document = try read()
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

extension SettingsError {
  fileprivate init(writing error: FileError) {
    self =
      switch error {
      case .locked(let path, let limit): .locked(path: path, seconds: limit / .seconds(1))
      default: .unwritable(path: error.path, reason: error.reason)
      }
  }
}

private func writing(
  _ work: () throws(FileError) -> Void
) throws(SettingsError) {
  do throws(FileError) {
    try work()
  } catch {
    throw SettingsError(writing: error)
  }
}
