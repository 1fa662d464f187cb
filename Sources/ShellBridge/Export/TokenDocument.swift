import AccountModel

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
