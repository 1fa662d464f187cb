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
        "The key that opens the vault is gone.", unchanged: "The history is kept.",
        recoverySuggestion: "\(action: .signInAgain(login)).")
    case .sealBroken:
      UserMessage(
        "A token in the vault was changed by something other than epswitch.",
        unchanged: "It was not used.", recoverySuggestion: Self.afterChange(login))
    case .changed(let path):
      UserMessage(
        "The vault \(path) was changed by something other than epswitch.",
        unchanged: "Nothing in it was used, and the history is kept.",
        recoverySuggestion: Self.afterChange(login))
    case .keyNotReplaced(let cause):
      UserMessage(
        "The session was signed out, but the vault key could not be replaced: "
          + cause.userMessage(login: login).summary,
        unchanged: "A copy of the vault that was made before can still be opened.",
        recoverySuggestion: "Remove the key, and every session, with `epswitch logout --all`.")
    case .recordsNotRemoved(let cause):
      UserMessage(
        "The vault key was removed, so no token in the vault can be used any more, but the vault "
          + "could not be emptied: \(cause.userMessage(login: login).summary)",
        unchanged: "The file was left alone.",
        recoverySuggestion: "Move it away; it still has the history and the names of accounts.")
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
        unchanged: "Nothing was changed.", recoverySuggestion: Self.remedy(forSQLite: code))
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

extension VaultError {
  /// - Parameter code: an extended result code, whose lower byte is the primary one.
  ///   Source: https://sqlite.org/rescode.html
  private static func remedy(forSQLite code: Int32) -> Remedy {
    switch code & 0xFF {
    case 8:  // SQLITE_READONLY
      "Make the file and its folder writable, or name another folder with --state-dir."
    case 13:  // SQLITE_FULL
      "Free space on the disk, and try again."
    default: "Check the disk, and try again."
    }
  }

  private static func afterChange(_ login: CleanText) -> Remedy {
    "Find out what changed it. Then remove every session with `epswitch logout --all`, and "
      + "\(action: .signInAgain(login))."
  }
}

extension UnsafePath {
  fileprivate var words: CleanText {
    switch self {
    case .symbolicLink: "it is a symbolic link"
    case .wrongKind: "it is neither a regular file nor a folder"
    case .hardLink: "the same file has another name too"
    case .unexpected: "a vault has no such file, and its contents would be written into the vault"
    case .foreignOwner(let userID): "it belongs to user \(userID)"
    case .open(let mode): "others have permissions on it (mode \(String(mode, radix: 8)))"
    }
  }

  fileprivate var recoverySuggestion: Remedy {
    switch self {
    case .open:
      "Remove the permissions of others with chmod, or name another folder with --state-dir."
    case .unexpected: "Find out who put it there, and remove it."
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
