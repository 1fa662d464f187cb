import AccountModel

extension AccountGrant {
  /// The value of the cookie `<prefix>_ep_account_member_token` in which Elastic Path's storefronts
  /// (composable-frontend) keep a member's accounts, with this one selected.
  ///
  /// - Parameter others: the member's other accounts, between which the storefront can switch.
  package func storefrontCookie(others: [HeldToken] = []) throws(ShellBridgeError) -> String {
    guard kind == .accountManagement else { throw .customerSession }
    let accounts = Dictionary(
      (others + [held]).map { ($0.account.id.rawValue, TokenDocument($0)) },
      uniquingKeysWith: { _, last in last })
    return CookieDocument(
      accounts: accounts, selected: held.account.id.rawValue, accountMemberId: memberID
    ).json
  }
}

/// The schema `accountMemberCredentialsSchema` of composable-frontend.
private struct CookieDocument: Encodable {
  let accounts: [String: TokenDocument]
  let selected: String
  let accountMemberId: String
}
