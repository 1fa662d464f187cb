import AccountModel
import Crypto
import Foundation

/// A secret as it is stored: AES-GCM under the vault key, and which key that was.
struct SealedSecret: Sendable {
  let keyID: Data

  /// Nonce, ciphertext and tag in one.
  let box: Data

  init(keyID: Data, box: Data) {
    self.keyID = keyID
    self.box = box
  }

  /// Seals a secret for one place.
  init(_ secret: Secret, in place: SealedPlace, with key: VaultKey) throws {
    let sealed = try AES.GCM.seal(
      Data(secret.reveal().utf8), using: key.key, authenticating: place.authenticatedData)
    keyID = key.id
    box = sealed.nonce + sealed.ciphertext + sealed.tag
  }

  /// The secret, if it was sealed for this place.
  ///
  /// - Parameter key: the vault key as it is now, if there is one.
  /// - Throws: ``VaultError/keyLost`` or ``VaultError/sealBroken``.
  func open(in place: SealedPlace, with key: VaultKey?) throws(VaultError) -> Secret {
    guard let key, key.id == keyID else { throw .keyLost }
    do {
      let opened = try AES.GCM.open(
        AES.GCM.SealedBox(combined: box), using: key.key,
        authenticating: place.authenticatedData)
      return Secret(String(decoding: opened, as: UTF8.self))
    } catch {
      throw .sealBroken
    }
  }
}
