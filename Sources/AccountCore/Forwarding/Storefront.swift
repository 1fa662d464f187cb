package import AccountModel
import ProfileSettings

/// A storefront that shows its pages for an account, which it knows from a cookie.
package struct Storefront: Hashable, Sendable {
  package let endpoint: Endpoint

  /// The name of the cookie in which composable-frontend keeps the account.
  package let accountCookie: String
}

extension AccountService {
  /// The storefront to show as an account: the one that is named, else the one of the profile as it
  /// is by now.
  ///
  /// - Parameters:
  ///   - address: its address, if not the one of the profile.
  ///   - cookiePrefix: what the name of the cookie begins with, if not as the profile says.
  /// - Throws: ``AccountError`` of the kind `usage` when none is named, and `refused` for a customer.
  package func storefront(
    for acting: ActingAccount, address: Endpoint? = nil, cookiePrefix: String? = nil
  ) throws(AccountError) -> Storefront {
    guard !acting.session.isCustomer else {
      throw AccountError(
        .refused, "A storefront knows accounts only, and you are signed in as a customer.",
        recoverySuggestion: "Sign in as an account member: `epswitch login --mechanism password`.")
    }
    let name = acting.selector.profile?.name
    let settings = try settings()
    let profile = name.flatMap { settings[$0] }
    guard let endpoint = address ?? profile?.storefront else { throw Self.storefrontUnnamed(name) }
    let prefix = cookiePrefix ?? profile?.cookiePrefix ?? Self.usualCookiePrefix
    return Storefront(endpoint: endpoint, accountCookie: "\(prefix)_ep_account_member_token")
  }

  /// What composable-frontend uses where nothing else was set.
  private static let usualCookiePrefix = "_store"

  private static func storefrontUnnamed(_ profile: String?) -> AccountError {
    let option: Remedy = "or give it to `epswitch open --storefront`."
    guard let profile else {
      return AccountError(
        .usage, "No storefront is named, and no profile is in use that could name one.",
        recoverySuggestion: "Make a profile with `epswitch profile add`, " + option)
    }
    return AccountError(
      .usage, "The profile \(profile) names no storefront.",
      recoverySuggestion:
        "Name it with `epswitch profile set \(profile) storefront https://shop.example`, " + option)
  }
}
