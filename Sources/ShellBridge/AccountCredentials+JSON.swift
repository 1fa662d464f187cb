package import AccountModel
import Foundation

extension AccountCredentials {
  /// The account credentials as one JSON object, with the headers ready to send.
  ///
  /// - Throws: ``ShellBridgeError/unsendableToken``.
  package func json() throws(ShellBridgeError) -> String {
    CredentialsDocument(
      accountID: held.account.id.rawValue, accountName: held.account.name,
      accountToken: held.token.secret.reveal(), accountTokenExpires: held.token.expiry?.iso8601,
      accessToken: accessToken.reveal(), endpoint: store.endpoint.description,
      clientID: store.clientID, memberID: memberID,
      headers: Dictionary(
        try sendableHeaders().map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    ).json
  }

  /// The value of the cookie `<prefix>_ep_account_member_token` in which Elastic Path's storefronts
  /// (composable-frontend) keep a member's accounts, with this one selected.
  ///
  /// - Parameter others: the member's other accounts, between which the storefront can switch.
  /// - Throws: ``ShellBridgeError/customerSession``.
  package func storefrontCookie(others: [HeldToken] = []) throws(ShellBridgeError) -> String {
    guard !isCustomer else { throw .customerSession }
    let accounts = Dictionary(
      (others + [held]).map { ($0.account.id.rawValue, TokenDocument($0)) },
      uniquingKeysWith: { _, last in last })
    return CookieDocument(
      accounts: accounts, selected: held.account.id.rawValue, accountMemberId: memberID
    ).json
  }
}

/// The shape of ``AccountCredentials/json()``. Keys are added, never renamed.
private struct CredentialsDocument: Encodable {
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

/// The schema `accountMemberCredentialsSchema` of composable-frontend.
private struct CookieDocument: Encodable {
  let accounts: [String: TokenDocument]
  let selected: String
  let accountMemberId: String
}

/// An account token as the API writes it, and as the storefront and the vendor's CLI keep it.
struct TokenDocument: Encodable {
  let accountID: String
  let accountName: String
  /// ISO-8601; empty when the store did not say, since both readers expect text.
  let expires: String
  let token: String
  let type = "account_management_authentication_token"

  init(_ held: HeldToken) {
    accountID = held.account.id.rawValue
    accountName = held.account.name
    expires = held.token.expiry?.iso8601 ?? ""
    token = held.token.secret.reveal()
  }

  enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case accountName = "account_name"
    case expires, token, type
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
