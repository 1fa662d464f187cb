package import AccountModel
import Foundation

/// Why an account could not be handed out.
package enum ShellBridgeError: Error, Equatable {
  /// A token that is empty or holds more than visible ASCII.
  case unsendableToken
  /// A format that knows account tokens only, asked for in a customer session.
  case customerSession
  /// A profile name of the vendor's CLI that would leave its folder.
  case unusableProfileName(String)
  /// A path that does not stay on the store's endpoint.
  case notAPath(String)
  /// A symbolic link where the file should be: it could lead anywhere.
  case linkInTheWay(path: String)
  /// A customer's token that the vendor's CLI would send beside the account's.
  case customerTokenInTheWay(path: String)
  /// The file system refused; `code` is its `errno`.
  case notWritten(path: String, code: Int32)
}

extension ShellBridgeError {
  package var explanation: Explanation {
    switch self {
    case .unsendableToken:
      Explanation(
        "A token holds characters that no header may hold.", kept: "Nothing was handed out.",
        remedy: "Sign in again.")
    case .customerSession:
      Explanation(
        "This format carries account tokens, and the session is a customer's.",
        remedy: "Use `header`, `env`, or `export` with curl, dotenv or json.")
    case .unusableProfileName(let name):
      Explanation("`\(name)` cannot be the name of an epcc profile.")
    case .notAPath(let text):
      Explanation(
        "`\(text)` is not a path on the store.", remedy: "Begin it with a slash: /v2/accounts.")
    case .linkInTheWay(let path):
      Explanation(
        "\(path) is a symbolic link.", kept: "Nothing was written.",
        remedy: "Remove the link first.")
    case .customerTokenInTheWay(let path):
      Explanation(
        "epcc is signed in as a customer, and would send that token too: \(path).",
        kept: "Nothing was written.", remedy: "Sign the customer out of epcc first.")
    case .notWritten(let path, let code):
      Explanation(
        "\(path) could not be written: \(String(cString: strerror(code))).",
        kept: "What was there before is unchanged.")
    }
  }
}
