package import AccountModel
package import AccountVault
import Foundation

extension VaultError {
  /// The failure in words for a person.
  package var userMessage: UserMessage { userMessage(login: "epswitch login") }

  /// - Parameter login: the command that signs in, `--profile` included.
  func userMessage(login: CleanText) -> UserMessage {
    switch self {
    case .keyLost:
      UserMessage(
        "The key that opens the vault is gone.", unchanged: "The list of accounts is kept.",
        recoverySuggestion: "\(action: .signInAgain(login)).")
    case .sealBroken:
      UserMessage(
        "A token in the vault was changed or moved by another program.",
        unchanged: "It was not used.",
        recoverySuggestion:
          "Find out what changed the vault, then \(action: .signInAgain(login)).")
    case .busy(let seconds):
      UserMessage(
        "Another program held the vault for \(seconds) seconds.", unchanged: "Nothing was changed.",
        recoverySuggestion: "Try again.")
    case .newerVault(let path, let version):
      UserMessage(
        "The vault \(path) was written by a newer epswitch (version \(version)).",
        unchanged: "It was left alone.", recoverySuggestion: "Update epswitch.")
    case .corrupt(let path):
      UserMessage(
        "The vault \(path) is damaged, or is not a vault.", unchanged: "It was left alone.",
        recoverySuggestion: "Move it away and \(action: .signInAgain(login)).")
    case .unsafe(let path, let why):
      UserMessage(
        "\(path) is not safe to keep tokens in: \(why.words).", unchanged: "It was not used.",
        recoverySuggestion: why.recoverySuggestion)
    case .unusable(let path, let code):
      UserMessage(
        "\(path) cannot be used: \(String(cString: strerror(code))).",
        unchanged: "Nothing was changed.",
        recoverySuggestion: "Check the folder, or name another with --state-dir.")
    case .database(let path, let code, let reason):
      UserMessage(
        "The vault \(path) failed (\(code): \(reason, limit: 200)).",
        unchanged: "Nothing was changed.",
        recoverySuggestion: "Check the disk, and try again.")
    case .keyringUnavailable(let reason):
      UserMessage(
        "The kernel keyring, where the vault key is kept, is not available: "
          + "\(reason, limit: 200).",
        unchanged: "Nothing was changed.",
        recoverySuggestion:
          "Set EPSWITCH_VAULT_KEY to helper:NAME for a docker-credential helper, or to file "
          + "for a key file beside the vault, which protects less.")
    case .keyMalformed(let source):
      UserMessage(
        "The vault key in \(source.words) is invalid.", unchanged: "It was left alone.",
        recoverySuggestion: "Remove it with `epswitch logout --all`, and sign in again.")
    case .helperMissing(let name):
      UserMessage(
        "The program \(name.program), which keeps the vault key, is not installed.",
        unchanged: "Nothing was changed.",
        recoverySuggestion: "Install it, or choose another EPSWITCH_VAULT_KEY.")
    case .helperFailed(let name, let reason):
      UserMessage(
        "\(name.program), which keeps the vault key, failed: \(reason, limit: 200).",
        unchanged: "Nothing was changed.",
        recoverySuggestion: "Check that its secret store is unlocked.")
    case .helperTimedOut(let name, let seconds):
      UserMessage(
        "\(name.program), which keeps the vault key, did not answer within \(seconds) seconds.",
        unchanged: "Nothing was changed.",
        recoverySuggestion: "Check that its secret store is unlocked.")
    case .noSession(let id):
      UserMessage(
        "The session at \(id.store.endpoint) was signed out in another terminal or process.",
        unchanged: "Nothing was changed.", recoverySuggestion: "\(action: .signIn(login)).")
    case .noAccount(let id):
      UserMessage(
        "The account \(id) is not in the list any more.", unchanged: "Nothing was changed.",
        recoverySuggestion: "\(action: .listAccounts("epswitch list")).")
    }
  }
}

extension UnsafePath {
  fileprivate var words: CleanText {
    switch self {
    case .symbolicLink: "it is a symbolic link"
    case .wrongKind: "it is neither a regular file nor a folder"
    case .foreignOwner(let userID): "it belongs to user \(userID)"
    case .open(let mode): "others have permissions on it (mode \(String(mode, radix: 8)))"
    }
  }

  fileprivate var recoverySuggestion: Remedy {
    switch self {
    case .open: "Remove the permissions of others with chmod."
    default: "Move it away, or name another folder with --state-dir."
    }
  }
}

extension VaultKeySource {
  fileprivate var words: String {
    switch self {
    case .keyring: "the kernel keyring"
    case .file: "the key file"
    case .helper(let name): name.program
    }
  }
}
