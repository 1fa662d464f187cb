import Crypto
import Foundation

/// The folder a vault lives in. Naming it creates nothing.
struct VaultFolder: Hashable, Sendable {
  /// Without a slash at its end, which would follow a symbolic link.
  let path: String

  init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The SQLite file.
  static let vaultFile = "vault.sqlite"

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// What names the vault key of this folder in keyrings and secret stores: a digest of where the
  /// folder really is, so that it is the same through every symbolic link on the way there.
  func fingerprint() throws(VaultError) -> String {
    guard let real = realpath(path, nil) else { throw .unusable(path: path, errno: errno) }
    defer { free(real) }
    let digest = SHA256.hash(data: Data(String(cString: real).utf8))
    return digest.prefix(16).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0\(text)" : text
    }.joined()
  }
}
