import Crypto
import Foundation

/// The one key of a vault: 256 random bits. The key that seals secrets and the key that
/// authenticates records are derived from it (HKDF, RFC 5869).
struct VaultKey: Sendable {
  /// How many bytes a key has where it is kept: its version, and 32 random ones.
  static let size = 33

  private static let version: UInt8 = 3
  private static let version2Size = 32

  private let secret: SymmetricKey

  /// Tells keys apart without telling anything of the key: the start of a digest of it.
  let id: Data

  /// Seals tokens and other secrets.
  let sealing: SymmetricKey

  /// Authenticates the records; `nil` in a key of a vault of version 2, whose records were not.
  let authentication: SymmetricKey?

  /// A new random key.
  init() { self.init(SymmetricKey(size: .bits256), isVersion2: false) }

  /// A key that was kept; `nil` for anything else.
  init?(bytes: Data) {
    switch bytes.count {
    case Self.size where bytes.first == Self.version:
      self.init(SymmetricKey(data: bytes.dropFirst()), isVersion2: false)
    case Self.version2Size: self.init(SymmetricKey(data: bytes), isVersion2: true)
    default: return nil
    }
  }

  private init(_ secret: SymmetricKey, isVersion2: Bool) {
    self.secret = secret
    var hash = SHA256()
    hash.update(data: Array("epswitch vault key id 1".utf8))
    secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
    id = hash.finalize().data.prefix(8)
    sealing = isVersion2 ? secret : Self.derived(from: secret, for: "epswitch seal 3")
    authentication = isVersion2 ? nil : Self.derived(from: secret, for: "epswitch records 3")
  }

  /// The key itself, to be kept where keys are kept.
  var bytes: Data {
    let version = authentication == nil ? Data() : Data([Self.version])
    return version + secret.withUnsafeBytes { Data($0) }
  }

  private static func derived(from secret: SymmetricKey, for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: 32)
  }
}

/// What a key store keeps: the vault key, and beside it the one that takes its place, while the records
/// are sealed again.
///
/// Both are kept until the records are under the new one, so that a process that ends in between loses
/// nothing; which one it is, the vault says.
struct VaultKeys: Sendable {
  /// The key that was there first.
  let first: VaultKey

  /// The one that takes its place; `nil` when the key is not being replaced.
  let next: VaultKey?

  init(_ first: VaultKey, next: VaultKey? = nil) {
    self.first = first
    self.next = next
  }

  /// What was kept: one key, or two in a row; `nil` for anything else.
  init?(bytes: Data) {
    if let key = VaultKey(bytes: bytes) {
      self.init(key)
    } else {
      let second = bytes.suffix(VaultKey.size)
      guard let first = VaultKey(bytes: Data(bytes.dropLast(VaultKey.size))),
        let next = VaultKey(bytes: Data(second)), next.authentication != nil
      else { return nil }
      self.init(first, next: next)
    }
  }

  /// The largest number of bytes.
  static let size = 2 * VaultKey.size

  var bytes: Data { first.bytes + (next?.bytes ?? Data()) }

  /// What tells these keys from others.
  var ids: [Data] { [first.id] + (next.map { [$0.id] } ?? []) }

  /// The key of this ``VaultKey/id``.
  subscript(id: Data) -> VaultKey? {
    if let next, next.id == id { return next }
    return first.id == id ? first : nil
  }
}
