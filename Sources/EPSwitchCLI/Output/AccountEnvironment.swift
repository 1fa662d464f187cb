import AccountModel
import Foundation

/// What a program finds in its environment about the account it acts as.
struct AccountEnvironment {
  let entries: [String: String]

  init(account: Account, token: AccountToken, bearer: Secret, store: Store) {
    entries = [
      "EP_ACCOUNT_ID": account.id.rawValue,
      "EP_ACCOUNT_NAME": account.name,
      "EP_ACCOUNT_TOKEN": token.secret.reveal(),
      "EP_ACCOUNT_TOKEN_EXPIRES": token.expiry.map { $0.date.formatted(.iso8601) } ?? "",
      "EP_ACCESS_TOKEN": bearer.reveal(),
      "EP_ENDPOINT": store.endpoint.description,
    ]
  }
}
