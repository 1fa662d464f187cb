import Crypto
import Foundation

/// The one key that seals everything in a vault: 256 random bits.
struct VaultKey: Sendable {
  /// How many bytes a key has.
  static let size = 32

  let key: SymmetricKey

  /// Tells keys apart without telling anything of the key: the start of a digest of it.
  let id: Data

  /// A new random key.
  init() { self.init(SymmetricKey(size: .bits256)) }

  /// A key that was kept; `nil` when it has another length than ``size``.
  init?(bytes: Data) {
    guard bytes.count == Self.size else { return nil }
    self.init(SymmetricKey(data: bytes))
  }

  private init(_ key: SymmetricKey) {
    self.key = key
    var hash = SHA256()
    hash.update(data: Data("epswitch vault key id 1".utf8))
    key.withUnsafeBytes { hash.update(bufferPointer: $0) }
    id = Data(hash.finalize().prefix(8))
  }

  /// The key itself, to be kept where keys are kept.
  var bytes: Data { key.withUnsafeBytes { Data($0) } }
}
