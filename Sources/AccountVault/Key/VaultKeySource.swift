/// Where the vault key is kept.
package enum VaultKeySource: Hashable, Sendable {
  /// In the Linux kernel: readable by every process of the user, never on a disk, gone after a
  /// restart of the machine.
  case keyring

  /// In a file beside the vault: safe from nobody who can read the folder.
  case file

  /// In a secret store, through the program `docker-credential-NAME`.
  case helper(HelperName)

  /// Reads what a person wrote, as in `EPSWITCH_VAULT_KEY`: `keyring`, `file` or `helper:NAME`.
  package init?(_ text: String) {
    switch text {
    case "keyring": self = .keyring
    case "file": self = .file
    default:
      let prefix = "helper:"
      guard text.hasPrefix(prefix), let name = HelperName(String(text.dropFirst(prefix.count)))
      else { return nil }
      self = .helper(name)
    }
  }
}

/// The last part of `docker-credential-NAME`: letters, digits, `_` and `-`, so that it names a
/// program on the search path and nothing else.
package struct HelperName: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, !text.isEmpty else { return nil }
    description = text
  }

  /// The program to run.
  package var program: String { "docker-credential-\(description)" }
}
