import Foundation

/// The account that the storefront's cookie names, and the token to act as it: all that the
/// storefront knows of a buyer.
///
/// The cookie is composable-frontend's `<prefix>_ep_account_member_token`.
struct AccountCookie: Equatable, Sendable {
  let accountID: String
  let accountName: String
  let token: String

  /// - Parameters:
  ///   - header: the value of the request's `Cookie` header; nil when it has none.
  ///   - prefix: what the cookie's name begins with.
  /// - Returns: nil when the cookie is missing or does not name an account with a token.
  init?(header: String?, prefix: String) {
    let name = "\(prefix)_ep_account_member_token="
    let cookies = (header ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
    guard let cookie = cookies.first(where: { $0.hasPrefix(name) }) else { return nil }
    let value = String(cookie.dropFirst(name.count))
    let json = value.removingPercentEncoding ?? value
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json.utf8)),
      let account = document.account, !account.token.isEmpty
    else { return nil }
    accountID = account.id
    accountName = account.name ?? account.id
    token = account.token
  }

  /// An account with its token, as the API mints it.
  private struct Account: Decodable {
    let id: String
    let name: String?
    let token: String

    enum CodingKeys: String, CodingKey {
      case id = "account_id"
      case name = "account_name"
      case token
    }
  }

  /// The cookie's JSON: the accounts by ID with the selected one, or one account alone.
  private struct Document: Decodable {
    let account: Account?

    enum CodingKeys: CodingKey { case accounts, selected }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      guard container.contains(.accounts) else {
        account = try Account(from: decoder)
        return
      }
      let accounts = try container.decode([String: Account].self, forKey: .accounts)
      account = accounts[try container.decode(String.self, forKey: .selected)]
    }
  }
}
