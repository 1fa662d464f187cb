import Foundation

/// The vault key in the file `vault.key` beside the vault, for its owner only.
struct KeyFile: KeyStore {
  let folder: VaultFolder

  static let name = "vault.key"

  func load() throws(VaultError) -> VaultKey? {
    guard
      let open = try OpenFolder.open(folder, creating: false),
      let bytes = try open.contents(of: Self.name, limit: VaultKey.size + 1)
    else { return nil }
    guard let key = VaultKey(bytes: bytes) else { throw .keyMalformed(source: .file) }
    return key
  }

  func save(_ key: VaultKey) throws(VaultError) {
    guard
      let open = try OpenFolder.open(folder, creating: true),
      try open.publish(key.bytes, as: Self.name)
    else { throw .unusable(path: folder.path(of: Self.name), errno: EEXIST) }
  }

  func remove() throws(VaultError) {
    guard let open = try OpenFolder.open(folder, creating: false) else { return }
    try open.remove(Self.name)
  }
}
