package import AccountModel
package import Foundation

/// Why the settings could not be read or changed. A file is never left half written: after any of
/// these it is byte for byte what it was.
package enum SettingsError: Error, Equatable {
  /// The file cannot be opened or read; the reason is the system's, or a size.
  case unreadable(path: String, reason: String)

  /// Somebody else can change the file, so what it says may not be what its reader wrote; the reason
  /// is a clause.
  case unsafe(path: String, UnsafeSettings)

  /// The file is not TOML.
  case broken(SettingsPlace, reason: String)

  /// An invalid value; without a place when it was given rather than read.
  case invalid(SettingsPlace?, key: String, reason: String)

  /// A key that holds a secret; this file must not.
  case holdsSecret(SettingsPlace, key: String)

  /// A name for a new profile that no profile can have.
  case badName(String)

  case noSuchProfile(String, known: [String])
  case profileExists(String)

  /// The change cannot be made without touching more than was asked.
  case notEditable(path: String, reason: String)

  /// Another process held the lock for longer than this many seconds.
  case locked(path: String, seconds: Double)

  /// The folder or file cannot be written; the reason is the system's.
  case unwritable(path: String, reason: String)
}

/// Who else can change a settings file.
package enum UnsafeSettings: Equatable, Sendable {
  /// It belongs to this user, who is neither root nor the one that runs epswitch.
  case foreignOwner(uid_t)
  /// The group or everybody may write to it; the permissions.
  case writableByOthers(mode_t)
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

extension SettingsError {
  /// The failure in words for a person.
  package var userMessage: UserMessage {
    switch self {
    case .unreadable(let path, let reason):
      UserMessage(
        "The settings file \(path) could not be opened: \(reason, limit: 200).",
        recoverySuggestion: "Check that it is a regular file that you may read.")
    case .unsafe(let path, .foreignOwner(let user)):
      UserMessage(
        "The settings file \(path) belongs to user \(user), who can change where passwords and "
          + "tokens are sent.", unchanged: "Nothing was sent.",
        recoverySuggestion: "Check what it says, then make it yours: chown \(geteuid()) \(path)")
    case .unsafe(let path, .writableByOthers(let mode)):
      UserMessage(
        "The settings file \(path) can be changed by others (mode \(String(mode, radix: 8))), and "
          + "so can where passwords and tokens are sent.", unchanged: "Nothing was sent.",
        recoverySuggestion: "Check what it says, then remove that permission: chmod go-w \(path)")
    case .broken(let place, let reason):
      UserMessage(
        "\(place): the settings file is not valid: \(reason, limit: 200).",
        unchanged: "Nothing was written to it.",
        recoverySuggestion: "Correct this line.")
    case .invalid(let place?, let key, let reason):
      UserMessage(
        "\(place): \(key, limit: 200): \(reason, limit: 200).",
        unchanged: "Nothing was written to the settings file.",
        recoverySuggestion: "Correct this line.")
    case .invalid(nil, let key, let reason):
      UserMessage(
        "\(key, limit: 200): \(reason, limit: 200).",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: "Give another value.")
    case .holdsSecret(let place, let key):
      UserMessage(
        "\(place): \(key, limit: 200) is a secret, which the settings file must not hold.",
        unchanged: "It was neither used nor changed.",
        recoverySuggestion: """
          Remove the line; give the secret in EPSWITCH_CLIENT_SECRET or at the prompt. The vault \
          stores what has to be stored.
          """)
    case .badName(let name):
      UserMessage(
        "A profile cannot be named “\(name, limit: 70)”.",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: "Use 1 to 64 letters, digits, “-”, “_” and “.”.")
    case .noSuchProfile(let name, let known):
      UserMessage(
        "There is no profile named “\(name, limit: 70)”.",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: known.isEmpty
          ? "\(action: .addProfile)."
          : "Choose one of \(known.joined(separator: ", ")).")
    case .profileExists(let name):
      UserMessage(
        "There is already a profile named “\(name, limit: 70)”.",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: "Choose another name, or remove that profile first.")
    case .notEditable(let path, let reason):
      UserMessage(
        "The settings file \(path) cannot be changed safely: \(reason, limit: 200).",
        unchanged: "It is unchanged.",
        recoverySuggestion:
          "Make this change in an editor, or give each profile its own [profiles.NAME].")
    case .locked(let path, let seconds):
      UserMessage(
        "Another process has held \(path) for more than \(seconds.formatted) seconds.",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: "Try again when it has finished.")
    case .unwritable(let path, let reason):
      UserMessage(
        "The settings cannot be written at \(path): \(reason, limit: 200).",
        unchanged: "The settings are unchanged.",
        recoverySuggestion: "Check that you may write there and that the disk has room.")
    }
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
