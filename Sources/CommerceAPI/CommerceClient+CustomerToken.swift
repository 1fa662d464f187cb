package import AccountModel
import Foundation

/// A customer of the legacy sign-in: one identity, with no accounts to switch between.
package struct CustomerIdentity: Sendable {
  package let customerID: String
  package let token: AccountToken
  /// The store's time, when it told it.
  package let clock: ServerClock?
}

extension CommerceClient {
  /// `POST /v2/customers/tokens`: signs a customer in.
  package func mintCustomerToken(
    email: String, password: Secret, accessToken: Secret
  ) async throws(APIError) -> CustomerIdentity {
    let response = try await post(
      "/v2/customers/tokens",
      data: ["type": "token", "email": email, "password": password.reveal()],
      about: .credential(.customer), accessToken: accessToken, secrets: [password])
    let body = try response.decoded(CustomerTokenBody.self, what: "a customer token")
    guard let row = body.data.elements.first, row.token.fitsHeader, !row.customerID.isEmpty,
      cleanText(row.customerID) == row.customerID
    else { throw .unreadable("the answer is not a customer token") }
    return CustomerIdentity(
      customerID: row.customerID, token: AccountToken(secret: row.token, expiry: row.expiry),
      clock: response.clock)
  }
}

private struct CustomerTokenBody: Decodable {
  let data: OneOrMany<Row>

  struct Row: Decodable {
    let customerID: String
    let token: Secret
    let expiry: Expiry?

    enum CodingKeys: String, CodingKey {
      case customerID = "customer_id"
      case token, expires
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      customerID = try row.decode(String.self, forKey: .customerID)
      token = Secret(try row.decode(String.self, forKey: .token))
      expiry = row.looseExpiry(.expires)
    }
  }
}
