import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

@Suite struct `Reading a page of accounts` {
  private func page(_ json: String, offset: Int = 0) throws -> TokenPage {
    try JSONDecoder().decode(TokenPageBody.self, from: Data(json.utf8))
      .page(offset: offset, clock: nil)
  }

  private func expiry(_ json: String) throws -> Expiry? {
    try page(#"{"data":[{"account_id":"a","token":"t","expires":\#(json)}]}"#)
      .accounts.first?.account.expiry
  }

  @Test func `the documented shape is read whole`() throws {
    let page = try page(
      """
      {"data":[{"type":"account_management_authentication_token","account_name":"acc-name-1",
        "account_id":"9e227208","token":"ey.J.x","expires":"2021-03-16T19:36:11.070Z"}],
       "meta":{"account_member_id":"m-1","page":{"limit":25,"current":0,"offset":0,"total":1},
         "results":{"total":3}},
       "links":{"next":"null","prev":null}}
      """, offset: 50)
    let expected = Account(
      id: AccountID("9e227208"), name: "acc-name-1", expiry: Expiry(epochSeconds: 1_615_923_371))
    #expect(
      page.accounts == [MintedAccount(account: expected, token: Secret("ey.J.x"), position: 50)])
    #expect(page.memberID == "m-1")
    #expect(page.limit?.value == 25)
    #expect(page.total?.value == 3)
    #expect(page.recordCount == 1)
  }

  @Test func `a single object counts as a list of one`() throws {
    let page = try page(#"{"data":{"account_id":"a","account_name":"A","token":"t"}}"#)
    #expect(page.accounts.map(\.account.name) == ["A"])
    #expect(page.limit == nil && page.total == nil && page.memberID == nil)
  }

  @Test func `an empty list is a member of no account`() throws {
    let page = try page(#"{"data":[],"meta":{"account_member_id":"m"}}"#)
    #expect(page.accounts.isEmpty)
    #expect(page.memberID == "m")
  }

  @Test(arguments: [
    #""2021-03-16T19:36:11.070Z""#, #""2021-03-16T19:36:11Z""#,
    #""2021-03-16T20:36:11.070+01:00""#, #""2021-03-16T20:36:11+01:00""#, "1615923371",
    #""1615923371""#, "1615923371.9", "1615923371070",
  ])
  func `every known way of writing a moment is read`(json: String) throws {
    #expect(try expiry(json) == Expiry(epochSeconds: 1_615_923_371))
  }

  @Test(arguments: [
    "9404041804800000", #""300000-01-01T00:00:00Z""#, "1e300", #""1e300""#, "9223372036854775807",
    "253402300800000", #""9223372036854775807""#,
  ])
  func `a moment beyond the year 9999 is unknown`(json: String) throws {
    #expect(try expiry(json) == nil)
  }

  @Test func `a page of more rows than any page has is none`() throws {
    let rows = String(repeating: "[],", count: 10_000) + "[]"
    #expect(throws: (any Error).self) { try page(#"{"data":[\#(rows)]}"#) }
  }

  @Test(arguments: ["null", #""soon""#, #""""#, "{}", "-5", "true"])
  func `an unreadable moment is unknown and costs nothing else`(json: String) throws {
    #expect(try expiry(json) == nil)
  }

  @Test(arguments: ["5", "true", "null", "[]"])
  func `a token that is no text is not valid`(token: String) throws {
    let page = try page(#"{"data":[{"account_id":"a","token":\#(token)}]}"#)
    #expect(page.accounts.isEmpty)
    #expect(page.unusableCount == 1)
  }

  @Test func `a row without an ID or token is left out but counted`() throws {
    let page = try page(
      """
      {"data":[{"account_name":"no id","token":"t"},{"account_id":"x"},null,7,
        {"account_id":"ok","token":"t"},{"account_id":12,"account_name":34,"token":"t"}],
       "meta":{"page":{"limit":"6"},"results":{"total":"6"}}}
      """)
    #expect(page.accounts.map(\.account.id.rawValue) == ["ok", "12"])
    #expect(page.accounts.map(\.position) == [0, 1])
    #expect(page.recordCount == 6)
    #expect(page.unusableCount == 4)
    #expect(page.limit?.value == 6 && page.total?.value == 6)
  }

  @Test(arguments: [
    ("1", 1), (#""25""#, 25), ("1000000", 1_000_000), ("0", nil), ("-1", nil), ("1000001", nil),
    ("9223372036854775807", nil), ("1e300", nil), (#""many""#, nil), ("null", nil), ("{}", nil),
  ])
  func `an absurd limit or total counts as not said`(json: String, number: Int?) throws {
    let page = try page(
      #"{"data":[],"meta":{"page":{"limit":\#(json)},"results":{"total":\#(json)}}}"#)
    #expect(page.limit?.value == number)
    #expect(page.total?.value == number)
  }

  @Test(arguments: ["a\\u001b[31m", "a\\nb", "", "a\\u202eb"])
  func `an ID that could deceive is no ID`(id: String) throws {
    #expect(try page(#"{"data":[{"account_id":"\#(id)","token":"t"}]}"#).accounts.isEmpty)
  }

  @Test(arguments: ["a b", "a\\r\\nX-Evil: 1", "", "é"])
  func `a token that does not fit a header is not taken`(token: String) throws {
    #expect(try page(#"{"data":[{"account_id":"a","token":"\#(token)"}]}"#).accounts.isEmpty)
  }

  @Test func `a name is cleaned where it enters`() throws {
    let page = try page(
      #"{"data":[{"account_id":"a","token":"t","account_name":"\u001b]0;x\u0007Ac\u202eme\n Co"}]}"#
    )
    #expect(page.accounts.first?.account.name == "Acme Co")
  }

  @Test(arguments: [#"{"data":"x"}"#, "[]", "<html>", #"{"meta":{}}"#])
  func `anything else is no list of accounts`(json: String) {
    #expect(throws: (any Error).self) { try page(json) }
  }
}
