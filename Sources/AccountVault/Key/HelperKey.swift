import Foundation

/// The vault key in a secret store that a credential helper speaks for.
struct HelperKey: KeyStore {
  let folder: VaultFolder
  var helper: CredentialHelper

  func load() throws(VaultError) -> VaultKey? {
    guard let secret = try helper.get(try address()) else { return nil }
    guard let bytes = Data(base64Encoded: secret), let key = VaultKey(bytes: bytes) else {
      throw .keyMalformed(source: .helper(helper.name))
    }
    return key
  }

  func save(_ key: VaultKey) throws(VaultError) {
    try helper.store(key.bytes.base64EncodedString(), at: try address(), user: "epswitch")
  }

  func remove() throws(VaultError) { try helper.erase(try address()) }

  /// Asks for a secret that no vault has.
  func probe() throws(VaultError) { _ = try helper.get("epswitch://vault/none") }

  func waiting(atMost seconds: Int) -> HelperKey {
    var patient = self
    patient.helper.timeout = min(helper.timeout, seconds)
    return patient
  }

  /// What the key is kept under.
  private func address() throws(VaultError) -> String {
    "epswitch://vault/\(try folder.fingerprint())"
  }
}
