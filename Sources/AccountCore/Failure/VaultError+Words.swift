package import AccountModel
package import AccountVault
import Foundation

extension VaultError {
  /// The failure in words for people: what happened, what was kept, what to do.
  package var explanation: Explanation {
    switch self {
    case .keyLost:
      Explanation(
        "The key that opens the vault is gone.", kept: "The list of accounts is kept.",
        remedy: "Sign in again with `epswitch login`.")
    case .sealBroken:
      Explanation(
        "A token in the vault was changed or moved by something else.", kept: "It was not used.",
        remedy: "Find out what touched the vault, then sign in again with `epswitch login`.")
    case .busy(let seconds):
      Explanation(
        "Another program held the vault for \(seconds) seconds.", kept: "Nothing was changed.",
        remedy: "Try again.")
    case .newerVault(let path, let version):
      Explanation(
        "The vault \(path) was written by a newer epswitch (version \(version)).",
        kept: "It was left alone.", remedy: "Update epswitch.")
    case .corrupt(let path):
      Explanation(
        "The vault \(path) is damaged or is none.", kept: "It was left alone.",
        remedy: "Move it away and sign in again with `epswitch login`.")
    case .unsafe(let path, let why):
      Explanation(
        "\(path) is not safe to keep tokens in: \(why.words).", kept: "It was not used.",
        remedy: why.remedy)
    case .unusable(let path, let code):
      Explanation(
        "\(path) cannot be used: \(String(cString: strerror(code))).", kept: "Nothing was changed.",
        remedy: "Check the folder, or name another with --state-dir.")
    case .database(let path, let code, let reason):
      Explanation(
        "The vault \(path) failed (\(code): \(cleanText(reason))).", kept: "Nothing was changed.",
        remedy: "Check the disk, and try again.")
    case .keyringUnavailable(let reason):
      Explanation(
        "The kernel's keyring, where the vault key is kept, is not to be had: "
          + "\(cleanText(reason)).",
        kept: "Nothing was changed.",
        remedy: "Set EPSWITCH_VAULT_KEY to helper:NAME for a docker-credential helper, or to file "
          + "for a key file beside the vault, which protects less.")
    case .keyMalformed(let source):
      Explanation(
        "What \(source.words) holds as the vault key is no key.", kept: "It was left alone.",
        remedy: "Remove it with `epswitch logout --all`, and sign in again.")
    case .helperMissing(let name):
      Explanation(
        "The program \(name.program), which keeps the vault key, is not there.",
        kept: "Nothing was changed.", remedy: "Install it, or choose another EPSWITCH_VAULT_KEY.")
    case .helperFailed(let name, let reason):
      Explanation(
        "\(name.program), which keeps the vault key, failed: \(cleanText(reason)).",
        kept: "Nothing was changed.", remedy: "Check that its secret store is unlocked.")
    case .helperTimedOut(let name, let seconds):
      Explanation(
        "\(name.program), which keeps the vault key, did not answer within \(seconds) seconds.",
        kept: "Nothing was changed.", remedy: "Check that its secret store is unlocked.")
    case .noSession(let key):
      Explanation(
        "The session at \(key.store.endpoint) is gone; it was probably signed out meanwhile.",
        kept: "Nothing was changed.", remedy: "Sign in with `epswitch login`.")
    case .noAccount(let id):
      Explanation(
        "The account \(id) is not in the list any more.", kept: "You act as before.",
        remedy: "See `epswitch list`.")
    }
  }
}

extension UnsafePath {
  fileprivate var words: String {
    switch self {
    case .symbolicLink: "it is a symbolic link"
    case .wrongKind: "it is neither a plain file nor a folder of ours"
    case .foreignOwner(let userID): "it belongs to user \(userID)"
    case .open(let mode): "others can open it (mode \(String(mode, radix: 8)))"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .open: "Take the rights of others away with chmod."
    default: "Move it away, or name another folder with --state-dir."
    }
  }
}

extension VaultKeySource {
  fileprivate var words: String {
    switch self {
    case .keyring: "the kernel's keyring"
    case .file: "the key file"
    case .helper(let name): name.program
    case .memory: "memory"
    }
  }
}
