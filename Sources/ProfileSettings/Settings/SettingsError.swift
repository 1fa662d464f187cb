/// Why the settings could not be read or changed. A file is never left half written: after any of
/// these it is byte for byte what it was.
package enum SettingsError: Error, Equatable {
  /// The file cannot be opened or read; the reason is the system's, or a size.
  case unreadable(path: String, reason: String)

  /// The file is not TOML.
  case broken(SettingsPlace, reason: String)

  /// A value that cannot be; without a place when it was given rather than read.
  case invalid(SettingsPlace?, key: String, reason: String)

  /// A key that holds a secret, which has no business in this file.
  case holdsSecret(SettingsPlace, key: String)

  /// A name for a new profile that no profile can have.
  case badName(String)

  case noSuchProfile(String, known: [String])
  case profileExists(String)

  /// The file is written in a way we cannot change without touching more than was asked.
  case notEditable(path: String, reason: String)

  /// Another process kept the lock longer than we wait, in seconds.
  case locked(path: String, seconds: Double)

  /// The folder or file cannot be written; the reason is the system's.
  case unwritable(path: String, reason: String)
}

/// Where in a file something is, counted from 1; columns are Unicode scalars.
package struct SettingsPlace: Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let line: Int
  package let column: Int

  package init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }

  /// `path:line:column`, which editors and terminals can jump to.
  package var description: String { "\(path):\(line):\(column)" }
}
