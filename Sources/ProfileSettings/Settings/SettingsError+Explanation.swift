package import AccountModel

extension SettingsError {
  /// The failure in words: what happened, what was kept, what to do.
  package var explanation: Explanation {
    switch self {
    case .unreadable(let path, let reason):
      Explanation(
        "The settings file \(path) cannot be read: \(cleanText(reason)).",
        remedy: "Check that it is a file you may read.")
    case .broken(let place, let reason):
      Explanation(
        "\(place): the settings file is broken: \(cleanText(reason)).",
        kept: "Nothing was written to it.",
        remedy: "Correct this line.")
    case .invalid(let place?, let key, let reason):
      Explanation(
        "\(place): \(cleanText(key)): \(cleanText(reason)).",
        kept: "Nothing was written to the settings file.",
        remedy: "Correct this line.")
    case .invalid(nil, let key, let reason):
      Explanation(
        "\(cleanText(key)): \(cleanText(reason)).",
        kept: "The settings are unchanged.",
        remedy: "Give another value.")
    case .holdsSecret(let place, let key):
      Explanation(
        "\(place): \(cleanText(key)) is a secret, and the settings file keeps none.",
        kept: "It was neither used nor changed.",
        remedy: """
          Remove the line; give the secret in EPSWITCH_CLIENT_SECRET or at the prompt, and the \
          vault keeps what has to be kept.
          """)
    case .badName(let name):
      Explanation(
        "A profile cannot be named “\(cleanText(name, limit: 70))”.",
        kept: "The settings are unchanged.",
        remedy: "Use 1 to 64 letters, digits, “-”, “_” and “.”.")
    case .noSuchProfile(let name, let known):
      Explanation(
        "There is no profile named “\(cleanText(name, limit: 70))”.",
        kept: "The settings are unchanged.",
        remedy: known.isEmpty
          ? "Add one with: epswitch profile add."
          : "Choose one of \(known.joined(separator: ", ")).")
    case .profileExists(let name):
      Explanation(
        "There is already a profile named “\(cleanText(name, limit: 70))”.",
        kept: "The settings are unchanged.",
        remedy: "Choose another name, or remove that profile first.")
    case .notEditable(let path, let reason):
      Explanation(
        "The settings file \(path) cannot be changed safely: \(cleanText(reason)).",
        kept: "It is unchanged.",
        remedy: "Make this change in an editor, or give each profile its own [profiles.NAME].")
    case .locked(let path, let seconds):
      Explanation(
        "Another process has held \(path) for more than \(seconds.formatted) seconds.",
        kept: "The settings are unchanged.",
        remedy: "Try again when it is done.")
    case .unwritable(let path, let reason):
      Explanation(
        "The settings cannot be written at \(path): \(cleanText(reason)).",
        kept: "The settings are unchanged.",
        remedy: "Check that you may write there and that the disk has room.")
    }
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
