import AccountModel
import Foundation
import ShellBridge
import Testing

struct ExportTests {
  @Test func `a request carries the access token and the account token`() throws {
    #expect(
      try sampleCredentials().headerLines() == """
        Authorization: Bearer access-token
        EP-Account-Management-Authentication-Token: account-token

        """)
  }

  @Test func `a customer's token travels alone in its own header`() throws {
    #expect(
      try sampleCredentials(method: .customer).headerLines() == """
        Authorization: Bearer access-token
        X-Moltin-Customer-Token: account-token

        """)
  }

  @Test func `the headers of the profile travel with every request`() throws {
    let credentials = sampleCredentials(profileHeaders: profileHeaders)
    #expect(
      try credentials.headerLines() == #"""
        Authorization: Bearer access-token
        EP-Account-Management-Authentication-Token: account-token
        EP-Channel: web "store" \ 1
        EP-Org-ID: org-1

        """#)
    #expect(
      try credentials.json().contains(
        #""headers":{"Authorization":"Bearer access-token","#
          + #""EP-Account-Management-Authentication-Token":"account-token","#
          + #""EP-Channel":"web \"store\" \\ 1","EP-Org-ID":"org-1"}"#))
  }

  @Test(arguments: ["", "a b", "a\nX-Evil: 1", "a\r\nX-Evil: 1", "ä", "a\0"])
  func `a token that could add headers is handed to nobody`(token: String) {
    #expect(throws: ShellBridgeError.unsendableToken) {
      try sampleCredentials(token: token).headerLines()
    }
    #expect(throws: ShellBridgeError.unsendableToken) {
      try sampleCredentials(accessToken: token).curlConfiguration()
    }
    #expect(throws: ShellBridgeError.unsendableToken) { try sampleCredentials(token: token).json() }
  }

  @Test(arguments: ["sh", "bash", "zsh"])
  func `a shell reads every name back from the dotenv file`(shell: String) async throws {
    try await withFolder { folder in
      for name in nastyNames {
        let file = folder.appending(path: "account.env").path(percentEncoded: false)
        try ExportFile.write(sampleCredentials(name: name).dotenv, to: file)
        let result = try await Program.run(
          shell, ["-c", "set -aeu; . ./account.env; exec env -0"], in: folder)
        #expect(
          entries(of: result.output)["EP_ACCOUNT_NAME"] == Data(name.utf8),
          "\(name.debugDescription)")
      }
    }
  }

  @Test func `dotenv values of harmless characters stand bare, as docker wants them`() {
    #expect(
      sampleCredentials(name: "Bolt & Nut Co", token: "eyJ.a-b_c==").dotenv == """
        EP_ACCOUNT_ID=9e227208
        EP_ACCOUNT_NAME='Bolt & Nut Co'
        EP_ACCOUNT_TOKEN=eyJ.a-b_c==
        EP_ACCOUNT_TOKEN_EXPIRES=2021-03-16T19:36:11Z
        EP_ACCESS_TOKEN=access-token
        EP_ENDPOINT=https://useast.api.elasticpath.com

        """)
  }

  @Test(arguments: nastyNames)
  func `JSON gives the name back`(name: String) throws {
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(sampleCredentials(name: name).json().utf8))
        as? [String: Any])
    #expect((object["account_name"] as? String).map { Array($0.utf8) } == Array(name.utf8))
  }

  @Test func `JSON says everything, and null for what the store did not say`() throws {
    #expect(
      try sampleCredentials(expiry: nil).json() == #"""
        {"access_token":"access-token","account_id":"9e227208","account_name":"Acme Industrial",\#
        "account_token":"account-token","account_token_expires":null,"client_id":"client-1",\#
        "endpoint":"https://useast.api.elasticpath.com","headers":{"Authorization":"Bearer \#
        access-token","EP-Account-Management-Authentication-Token":"account-token"},\#
        "member_id":"member-1"}
        """#)
  }

  @Test func `the storefront's cookie holds all accounts and selects this one`() throws {
    let other = HeldToken(
      account: Account(id: AccountID("bolt"), name: "Bolt \"&\" Nut", expiry: nil),
      token: AccountToken(secret: Secret("other-token"), expiry: Expiry(epochSeconds: 0)))
    #expect(
      try sampleCredentials().storefrontCookie(others: [other]) == #"""
        {"accountMemberId":"member-1","accounts":{"9e227208":{"account_id":"9e227208",\#
        "account_name":"Acme Industrial","expires":"2021-03-16T19:36:11Z",\#
        "token":"account-token","type":"account_management_authentication_token"},\#
        "bolt":{"account_id":"bolt","account_name":"Bolt \"&\" Nut",\#
        "expires":"1970-01-01T00:00:00Z","token":"other-token",\#
        "type":"account_management_authentication_token"}},"selected":"9e227208"}
        """#)
  }

  @Test func `a token the caller also passes among the others stays the selected one`() throws {
    let stale = HeldToken(
      account: Account(id: AccountID("9e227208"), name: "Acme Industrial", expiry: nil),
      token: AccountToken(secret: Secret("stale"), expiry: nil))
    let cookie = try sampleCredentials().storefrontCookie(others: [stale])
    #expect(cookie.contains("account-token") && !cookie.contains("stale"))
  }

  @Test func `the vendor's CLI finds the account in its cache`() throws {
    let cache = try sampleCredentials().vendorTokenCache(profile: "staging")
    #expect(
      cache.path
        == ".epcc/staging/data/auth_cache/account_management_authentication_token.json")
    #expect(cache.conflictingPath == ".epcc/staging/data/auth_cache/customer_token.json")
    #expect(
      cache.contents.reveal() == #"""
        {"account_id":"9e227208","account_name":"Acme Industrial",\#
        "expires":"2021-03-16T19:36:11Z","token":"account-token",\#
        "type":"account_management_authentication_token"}
        """#)
  }

  @Test(arguments: ["", ".", "..", "../x", "a/b", "/", "a\0", "..\u{2F}\u{301}x"])
  func `a profile name that leaves its folder is refused`(name: String) {
    #expect(throws: ShellBridgeError.unusableProfileName(name)) {
      try sampleCredentials().vendorTokenCache(profile: name)
    }
  }

  @Test func `a customer's token is not passed off as an account's`() {
    let credentials = sampleCredentials(method: .customer)
    #expect(throws: ShellBridgeError.customerSession) { try credentials.storefrontCookie() }
    #expect(throws: ShellBridgeError.customerSession) { try credentials.vendorTokenCache() }
  }

  @Test func `account credentials never show their tokens by accident`() throws {
    let credentials = sampleCredentials()
    var dumped = ""
    dump(credentials, to: &dumped)
    dump(try credentials.vendorTokenCache(), to: &dumped)
    #expect(!dumped.contains("account-token") && !"\(credentials)".contains("access-token"))
  }
}
