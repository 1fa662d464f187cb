import AccountModel
import Crypto
import Dispatch
import Foundation
import Synchronization

/// A secret as it is stored: AES-GCM under the vault key, and which key that was.
struct SealedSecret: Sendable {
  let keyID: Data

  /// Nonce, ciphertext and tag in one.
  let box: Data

  init(keyID: Data, box: Data) {
    self.keyID = keyID
    self.box = box
  }

  /// Seals a secret for one row.
  init(_ secret: Secret, for data: AssociatedData, with key: VaultKey) throws {
    let sealed = try AES.GCM.seal(
      Data(secret.reveal().utf8), using: key.sealing, authenticating: data.bytes)
    keyID = key.id
    // It has one, since the nonce has the usual 12 bytes.
    box = sealed.combined!
  }

  /// The secret, if it was sealed for this row.
  ///
  /// - Parameter key: the vault key as it is now, if there is one.
  /// - Throws: ``VaultError/keyLost`` or ``VaultError/sealBroken``.
  func open(for data: AssociatedData, with key: VaultKey?) throws(VaultError) -> Secret {
    guard let key else { throw .keyLost }
    // All secrets of a vault are under its one key.
    guard key.id == keyID else { throw .sealBroken }
    do {
      let opened = try AES.GCM.open(
        AES.GCM.SealedBox(combined: box), using: key.sealing, authenticating: data.bytes)
      return Secret(String(decoding: opened, as: UTF8.self))
    } catch {
      throw .sealBroken
    }
  }
}

/// The row a sealed secret belongs to. It is authenticated with the secret, so that what is moved to
/// another row, or whose expiry is changed, does not open.
struct AssociatedData: Hashable, Sendable {
  let bytes: Data

  /// - Parameter beginning: all but the expiry.
  fileprivate init(_ beginning: [UInt8], expiry: Expiry?) {
    var bytes = beginning
    appendLengthPrefixed(expiry.map { String($0.epochSeconds) }, to: &bytes)
    self.bytes = Data(bytes)
  }

  private init(_ kind: String, _ parts: [String?], expiry: Expiry?) {
    self.init(Self.beginning(kind, parts), expiry: expiry)
  }

  fileprivate static func beginning(_ kind: String, _ parts: [String?]) -> [UInt8] {
    lengthPrefixed(["epswitch-seal-2", kind] + parts)
  }

  static func accountToken(
    of account: AccountID, in session: SessionID, expiry: Expiry?
  ) -> AssociatedData {
    AccountTokenRow(session).data(of: account, expiry: expiry)
  }

  static func accessToken(for key: AccessTokenKey, expiry: Expiry?) -> AssociatedData {
    AssociatedData(
      "access-token",
      [
        key.store.endpoint.origin, key.store.clientID, key.grantType.rawValue,
        key.secretDigest.base64EncodedString(),
      ], expiry: expiry)
  }

  static func clientSecret(for store: Store) -> AssociatedData {
    AssociatedData("client-secret", [store.endpoint.origin, store.clientID], expiry: nil)
  }
}

/// The account tokens of one session, whose associated data begin alike.
struct AccountTokenRow: Sendable {
  private let beginning: [UInt8]

  init(_ session: SessionID) {
    beginning = AssociatedData.beginning("account-token", session.parts)
  }

  func data(of account: AccountID, expiry: Expiry?) -> AssociatedData {
    var bytes = beginning
    appendLengthPrefixed(account.rawValue, to: &bytes)
    return AssociatedData(bytes, expiry: expiry)
  }

  /// Seals tokens, many of them on all processors.
  ///
  /// - Returns: the sealed tokens, in the same order.
  func seal(_ accounts: [MintedAccount], with key: VaultKey) throws -> [SealedSecret] {
    let starts = Array(stride(from: 0, to: accounts.count, by: Self.tokensAtOnce))
    let parts = Mutex(
      [Result<[SealedSecret], any Error>](repeating: .success([]), count: starts.count))
    DispatchQueue.concurrentPerform(iterations: starts.count) { index in
      let part = accounts[starts[index]...].prefix(Self.tokensAtOnce)
      let sealed = Result { try part.map { try seal($0, with: key) } }
      parts.withLock { $0[index] = sealed }
    }
    return try parts.withLock { parts in try parts.flatMap { try $0.get() } }
  }

  /// How many tokens one processor seals before it looks for more, in about a millisecond.
  private static let tokensAtOnce = 250

  private func seal(_ minted: MintedAccount, with key: VaultKey) throws -> SealedSecret {
    try SealedSecret(
      minted.token, for: data(of: minted.account.id, expiry: minted.account.expiry), with: key)
  }
}

// MARK: - Digests

extension SessionID {
  /// A short text that stands for the session, in environments and file names: 32 hexadecimal digits
  /// of a SHA-256 over all of ``parts``.
  package var digest: String {
    hexDigest(of: lengthPrefixed(["epswitch-session-1"] + parts))
  }
}

extension SHA256Digest {
  /// The bytes. `Data` would ask the runtime what kind of sequence a digest is.
  var data: Data { withUnsafeBytes { Data(bytes: $0.baseAddress!, count: $0.count) } }
}

/// Texts as bytes, each behind its length so that none runs into the next; `nil` differs from an
/// empty text.
func lengthPrefixed(_ parts: [String?]) -> [UInt8] {
  var bytes: [UInt8] = []
  for part in parts { appendLengthPrefixed(part, to: &bytes) }
  return bytes
}

private func appendLengthPrefixed(_ part: String?, to bytes: inout [UInt8]) {
  // No text can be that long, so it stands for one that is missing.
  let length = part.map { UInt32($0.utf8.count) } ?? .max
  withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
  if let part { bytes.append(contentsOf: part.utf8) }
}

/// The first 16 bytes of a SHA-256 as 32 hexadecimal digits.
func hexDigest(of data: some DataProtocol) -> String {
  SHA256.hash(data: data).prefix(16).map { byte in
    let text = String(byte, radix: 16)
    return byte < 16 ? "0\(text)" : text
  }.joined()
}
