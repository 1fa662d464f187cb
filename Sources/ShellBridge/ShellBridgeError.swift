package import AccountModel

/// Why an account could not be handed out.
package enum ShellBridgeError: Error, Equatable {
  /// A token that is empty or holds more than visible ASCII.
  case unsendableToken
  /// A format for account tokens only, asked for in a customer session.
  case customerSession
  /// A profile name of the vendor's CLI that would leave its folder.
  case unusableProfileName(String)
  /// A path that does not stay on the store's endpoint.
  case notAPath(String)
  /// A symbolic link where the file should be: it could lead anywhere.
  case linkInTheWay(path: String)
  /// A folder, a device or a pipe where the file should be.
  case notRegularFile(path: String)
  /// No folder, where the one of the file should be.
  case folderMissing(path: String)
  /// A customer's token that the vendor's CLI would send beside the account's.
  case customerTokenInTheWay(path: String)
  /// The file system refused; the reason is the system's.
  case notWritten(path: String, reason: String)
}

extension ShellBridgeError {
  package var userMessage: UserMessage {
    switch self {
    case .unsendableToken:
      UserMessage(
        "A token holds characters that no header may hold.", unchanged: "Nothing was handed out.",
        recoverySuggestion: "Sign in again.")
    case .customerSession:
      UserMessage(
        "This format is for account tokens, and the session is a customer's.",
        unchanged: "Nothing was handed out.",
        recoverySuggestion: "Use `header`, `env`, or `export` with curl, dotenv or json.")
    case .unusableProfileName(let name):
      UserMessage(
        "`\(name, limit: 200)` is not a valid name of an epcc profile.",
        unchanged: "Nothing was written.",
        recoverySuggestion: "Use the name in EPCC_PROFILE, without slashes.")
    case .notAPath(let text):
      UserMessage(
        "`\(text, limit: 200)` is not a path on the store.", unchanged: "Nothing was handed out.",
        recoverySuggestion: "Begin it with a slash: /v2/accounts.")
    case .linkInTheWay(let path):
      UserMessage(
        "\(path) is a symbolic link.", unchanged: "Nothing was written.",
        recoverySuggestion: "Remove the link first.")
    case .customerTokenInTheWay(let path):
      UserMessage(
        "epcc is signed in as a customer and would send that token too: \(path).",
        unchanged: "Nothing was written.",
        recoverySuggestion: "Sign the customer out of epcc first.")
    case .notRegularFile(let path):
      UserMessage(
        "\(path) is not a regular file, and only a regular file can be replaced.",
        unchanged: "Nothing was written.",
        recoverySuggestion: "Name another file, or leave the file out and redirect the output.")
    case .folderMissing(let path):
      UserMessage(
        "There is no folder \(path).", unchanged: "Nothing was handed out.",
        recoverySuggestion: "Make it first, or name a file in another folder.")
    case .notWritten(let path, let reason):
      UserMessage(
        "\(path) could not be written: \(reason).",
        unchanged: "What was there before is unchanged.")
    }
  }
}
