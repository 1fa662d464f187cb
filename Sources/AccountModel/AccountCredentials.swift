/// An account and the token that makes the API answer as it.
package struct HeldToken: Hashable, Sendable {
  package let account: Account
  package let token: AccountToken

  package init(account: Account, token: AccountToken) {
    self.account = account
    self.token = token
  }
}

/// Everything a program needs to act as one account: what is handed out, in every format.
package struct AccountCredentials: Hashable, Sendable {
  package let held: HeldToken

  /// The client's access token, which `Authorization` carries.
  package let accessToken: Secret

  package let sessionID: SessionID

  /// The headers of the profile, such as `EP-Channel`, which every request as the account carries.
  package let profileHeaders: [HeaderField]

  package init(
    account: Account, token: AccountToken, accessToken: Secret, sessionID: SessionID,
    profileHeaders: [HeaderField] = []
  ) {
    held = HeldToken(account: account, token: token)
    self.accessToken = accessToken
    self.sessionID = sessionID
    self.profileHeaders = profileHeaders
  }

  package var store: Store { sessionID.store }
  package var memberID: String { sessionID.memberID }
  package var isCustomer: Bool { sessionID.method == .customer }

  /// The headers that make a request act as the account, in the order they are written; `nil` when
  /// a token holds characters that could end a header and begin another.
  package var headers: [HeaderField]? {
    guard
      let authorization = HeaderField(authorizing: accessToken),
      let identity = HeaderField(identifying: held.token.secret, by: sessionID.method)
    else { return nil }
    return [authorization, identity] + profileHeaders
  }
}

extension HeaderField {
  /// `Authorization: Bearer …` (RFC 6750); `nil` for a token that no header can hold.
  package init?(authorizing accessToken: Secret) {
    guard accessToken.fitsHeader else { return nil }
    self.init(unchecked: "Authorization", "Bearer \(accessToken.reveal())")
  }

  /// The header an account token travels in, or a customer token; a store takes one or the other,
  /// never both. `nil` for a token that no header can hold.
  package init?(identifying token: Secret, by method: SignInMethod) {
    guard token.fitsHeader else { return nil }
    self.init(
      unchecked: method == .customer ? Self.customerToken : Self.accountToken, token.reveal())
  }

  /// The name of the header that makes the API answer as an account.
  package static let accountToken = "EP-Account-Management-Authentication-Token"

  /// The name of the header that makes the API answer as a customer (legacy).
  package static let customerToken = "X-Moltin-Customer-Token"
}
