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
    hash.update(data: Data("epswitch vault key id 1".utf8))
    secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
    id = Data(hash.finalize().prefix(8))
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
      inputKeyMaterial: secret, info: Data(purpose.utf8), outputByteCount: 32)
  }
}
