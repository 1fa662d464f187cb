import AccountModel
import Foundation

/// Where a sealed secret belongs. It is authenticated with the secret, so that what is moved to
/// another row, or whose expiry is changed, does not open.
struct SealedPlace: Hashable, Sendable {
  enum Kind: String, Sendable {
    case accountToken = "account-token"
    case bearer
    case clientSecret = "client-secret"
  }

  let kind: Kind
  let store: Store
  let memberID: String?
  let accountID: AccountID?
  let expiry: Expiry?

  static func token(of account: AccountID, in session: SessionKey, expiry: Expiry?) -> Self {
    Self(
      kind: .accountToken, store: session.store, memberID: session.memberID, accountID: account,
      expiry: expiry)
  }

  static func client(_ kind: Kind, for store: Store, expiry: Expiry?) -> Self {
    Self(kind: kind, store: store, memberID: nil, accountID: nil, expiry: expiry)
  }

  /// All of it as bytes, each part behind its length so that none runs into the next.
  var authenticatedData: Data {
    let parts = [
      "epswitch-seal-1", kind.rawValue, store.key, memberID, accountID?.rawValue,
      expiry.map { String($0.epochSeconds) },
    ]
    var data = Data()
    for part in parts {
      // No part can be that long, so it stands for one that is not there.
      let length = part.map { UInt32($0.utf8.count) } ?? .max
      withUnsafeBytes(of: length.bigEndian) { data.append(contentsOf: $0) }
      if let part { data.append(contentsOf: part.utf8) }
    }
    return data
  }
}
