import AccountModel
import Foundation

extension AccountGrant {
  /// The grant as one JSON object, with the headers ready to send.
  package func json() throws(ShellBridgeError) -> String {
    GrantDocument(
      accountID: held.account.id.rawValue, accountName: held.account.name,
      accountToken: held.token.secret.reveal(), accountTokenExpires: held.token.expiry?.iso8601,
      accessToken: bearer.reveal(), endpoint: store.endpoint.description,
      clientID: store.clientID, memberID: memberID,
      headers: Dictionary(uniqueKeysWithValues: try headers().map { ($0.name, $0.value) })
    ).json
  }
}

private struct GrantDocument: Encodable {
  let accountID: String
  let accountName: String
  let accountToken: String
  /// `nil` when the store did not say.
  let accountTokenExpires: String?
  let accessToken: String
  let endpoint: String
  let clientID: String
  let memberID: String
  let headers: [String: String]

  enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case accountName = "account_name"
    case accountToken = "account_token"
    case accountTokenExpires = "account_token_expires"
    case accessToken = "access_token"
    case endpoint
    case clientID = "client_id"
    case memberID = "member_id"
    case headers
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(accountID, forKey: .accountID)
    try object.encode(accountName, forKey: .accountName)
    try object.encode(accountToken, forKey: .accountToken)
    // `encode`, not `encodeIfPresent`: a script finds the key whatever the store said.
    try object.encode(accountTokenExpires, forKey: .accountTokenExpires)
    try object.encode(accessToken, forKey: .accessToken)
    try object.encode(endpoint, forKey: .endpoint)
    try object.encode(clientID, forKey: .clientID)
    try object.encode(memberID, forKey: .memberID)
    try object.encode(headers, forKey: .headers)
  }
}

extension Encodable {
  /// On one line, keys sorted, so that the same value gives the same bytes.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings in structures always encode: only numbers and dates can fail.
    let data = try! encoder.encode(self)
    return String(decoding: data, as: UTF8.self)
  }
}
