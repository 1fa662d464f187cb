package import AccountModel
import Foundation

/// One page of the member's accounts, each with a fresh token.
package struct TokenPage: Sendable {
  /// The rows that can be used, in the store's order.
  package let accounts: [MintedAccount]
  /// How many records the page held, the unusable ones included.
  package let recordCount: Int
  /// How many records were left out: without an ID or a token, or with one that is not valid.
  package var unusableCount: Int { recordCount - accounts.count }
  /// How many records a page holds according to the store; `nil` when it did not say, or said 0.
  package let limit: RecordCount?
  /// How many accounts the member has according to the store; `nil` when it did not say, or said 0.
  package let total: RecordCount?
  /// The member, when the store names them.
  package let memberID: String?
  /// The store's time, when it told it.
  package let clock: ServerClock?
}

/// The body of `POST /v2/account-members/tokens`.
struct TokenPageBody: Decodable {
  let rows: OneOrMany<Row>
  let meta: Meta?

  enum CodingKeys: String, CodingKey { case data, meta }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    rows = try body.decode(OneOrMany<Row>.self, forKey: .data)
    meta = body.loosePart(.meta)
  }

  struct Row: Decodable {
    let id: String
    let name: String
    let token: String
    let expiry: Expiry?

    enum CodingKeys: String, CodingKey {
      case id = "account_id"
      case name = "account_name"
      case token, expires
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      // A token is a text: a number would be refused by the store, and the one before it is lost.
      guard let id = row.looseText(.id), let token = try? row.decode(String.self, forKey: .token)
      else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no account_id or token"))
      }
      self.id = id
      self.token = token
      name = row.looseText(.name) ?? ""
      expiry = row.looseExpiry(.expires)
    }
  }

  struct Meta: Decodable {
    let memberID: String?
    let limit: RecordCount?
    let total: RecordCount?

    enum CodingKeys: String, CodingKey { case memberID = "account_member_id" }

    init(from decoder: any Decoder) throws {
      memberID = try decoder.container(keyedBy: CodingKeys.self).looseText(.memberID)
      let list = try ListMeta(from: decoder)
      (limit, total) = (list.limit, list.total)
    }
  }

  /// The page with its text cleaned, and without the rows that cannot be used.
  ///
  /// - Parameter offset: how many records came before this page.
  func page(offset: Int, clock: ServerClock?) -> TokenPage {
    let minted = rows.elements.enumerated().compactMap { index, row in
      row.minted(position: offset + index)
    }
    return TokenPage(
      accounts: minted, recordCount: rows.count, limit: meta?.limit, total: meta?.total,
      memberID: meta?.memberID.map { cleanText($0) }.flatMap { $0.isEmpty ? nil : $0 },
      clock: clock)
  }
}

extension TokenPageBody.Row {
  /// `nil` when the ID or the token holds what neither may hold: the ID is what tells accounts
  /// apart, and the token goes into a header.
  fileprivate func minted(position: Int) -> MintedAccount? {
    let secret = Secret(token)
    guard !id.isEmpty, cleanText(id) == id, secret.fitsHeader else { return nil }
    let account = Account(id: AccountID(id), name: cleanText(name), expiry: expiry)
    return MintedAccount(account: account, token: secret, position: position)
  }
}
