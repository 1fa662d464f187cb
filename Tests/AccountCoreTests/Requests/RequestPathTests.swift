@testable import AccountCore
import AccountModel
import Foundation
import Testing

@Suite struct `Request paths` {
  private func store(_ endpoint: String = "https://api.example") throws -> Store {
    Store(endpoint: try Endpoint(endpoint), clientID: "c")
  }

  @Test(arguments: [
    ("/v2/accounts", "/v2/accounts"),
    ("v2/accounts", "/v2/accounts"),
    ("", "/"),
    ("?a=b", "/?a=b"),
    ("https://api.example/v2/accounts?a=b", "/v2/accounts?a=b"),
    ("https://api.example:443/v2", "/v2"),
    ("HTTPS://API.EXAMPLE/v2", "/v2"),
    ("https://api.example", "/"),
    ("https://api.example?x", "/?x"),
    ("/v2/a b", "/v2/a%20b"),
    ("/v2/Ü", "/v2/%C3%9C"),
    ("/v2/a%2Fb", "/v2/a%2Fb"),
    ("/v2/100%", "/v2/100%25"),
    ("/v2/x?page[limit]=5", "/v2/x?page%5Blimit%5D=5"),
    ("/v2/x?filter=eq(name,\"a b\")", "/v2/x?filter=eq(name,%22a%20b%22)"),
    ("/v2/x?a=1&&b&c=", "/v2/x?a=1&b&c="),
    ("/v2/x?a=b?c=d", "/v2/x?a=b?c=d"),
    ("/v2/\r\nX-Evil: 1", "/v2/%0D%0AX-Evil:%201"),
    ("/v2/x?a=#frag", "/v2/x?a=%23frag"),
    ("/v2/\\x", "/v2/%5Cx"),
  ])
  func `it is written as an address has it`(_ text: String, _ expected: String) throws {
    #expect(try RequestPath(text, of: try store()).text == expected)
  }

  @Test(arguments: [
    "https://evil.example/v2", "http://api.example/v2", "https://api.example:8443/v2",
    "//evil.example/v2", "https://api.example@evil.example/", "https://api.example.evil.example/",
    "ftp://api.example/", "https:///v2", "https://evil.example", "https://me:pw@api.example/v2",
  ])
  func `an address of anything else is refused`(_ text: String) async throws {
    let store = try store()
    let failure = try #require(await failure { _ = try RequestPath(text, of: store) })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains("tokens are sent nowhere else"))
  }

  @Test func `what is added to the query is encoded`() throws {
    var path = try RequestPath("/v2/x?a=1", of: try store())
    path.append("filter", "eq(name,a&b=c+ü)")
    #expect(path.text == "/v2/x?a=1&filter=eq%28name%2Ca%26b%3Dc%2B%C3%BC%29")
  }
}

@Suite struct `Pages of a list` {
  private func paginator(_ path: String) throws -> Paginator {
    Paginator(
      try RequestPath(
        path, of: Store(endpoint: try Endpoint("https://api.example"), clientID: "c")))
  }

  private func body(
    _ count: Int, from first: Int = 0, total: Int? = nil, limit: Int? = nil
  ) -> Data {
    let rows = (0..<count).map { #"{"id":\#(first + $0)}"# }.joined(separator: ",")
    var meta: [String] = []
    if let limit { meta.append(#""page":{"limit":\#(limit)}"#) }
    if let total { meta.append(#""results":{"total":\#(total)}"#) }
    return Data(#"{"data":[\#(rows)],"meta":{\#(meta.joined(separator: ","))}}"#.utf8)
  }

  @Test func `the offsets are computed here, up to the total`() throws {
    var pages = try paginator("/v2/orders?filter=x")
    #expect(pages.path.text == "/v2/orders?filter=x&page%5Blimit%5D=100&page%5Boffset%5D=0")
    #expect(try pages.advance(after: body(100, total: 150, limit: 100)))
    #expect(pages.path.text.hasSuffix("page%5Boffset%5D=100"))
    #expect(try !pages.advance(after: body(50, from: 100, total: 150, limit: 100)))
  }

  @Test func `the path may name the size and the beginning`() throws {
    var pages = try paginator("/v2/orders?page[limit]=10&page[offset]=30")
    #expect(pages.path.text == "/v2/orders?page%5Blimit%5D=10&page%5Boffset%5D=30")
    #expect(try pages.advance(after: body(10, total: 100)))
    #expect(pages.path.text.hasSuffix("page%5Boffset%5D=40"))
  }

  @Test(arguments: ["0", "-5", "many"])
  func `an invalid size is not sent`(_ limit: String) throws {
    let text = try paginator("/v2/orders?page[limit]=\(limit)").path.text
    #expect(text.hasSuffix("page%5Blimit%5D=\(limit == "many" ? 100 : 1)&page%5Boffset%5D=0"))
  }

  @Test func `a page cut shorter than asked moves the next by its own size`() throws {
    var pages = try paginator("/v2/orders")
    #expect(try pages.advance(after: body(25, total: 60, limit: 25)))
    #expect(pages.path.text.hasSuffix("page%5Boffset%5D=25"))
  }

  @Test(arguments: [Int.max, Int.min, -1, 0, 1 << 62])
  func `absurd numbers of a page count as not said`(number: Int) throws {
    var pages = try paginator("/v2/orders")
    #expect(try pages.advance(after: body(100, limit: number)))
    #expect(try pages.advance(after: body(100, from: 100, limit: number)))
    #expect(pages.path.text.hasSuffix("page%5Boffset%5D=200"))
  }

  @Test func `a list that does not end is given up`() async throws {
    let pages = try paginator("/v2/orders?page[limit]=\(Int.max)&page[offset]=\(Int.max)")
    let body = body(1)
    let failure = await failure {
      var pages = pages
      _ = try pages.advance(after: body)
    }
    #expect(failure?.kind == .network)
  }

  @Test func `without a total it goes on until a page is not full`() throws {
    var pages = try paginator("/v2/orders?page[limit]=2")
    #expect(try pages.advance(after: body(2)))
    #expect(try pages.advance(after: body(2, from: 2)))
    #expect(try !pages.advance(after: body(1, from: 4)))
  }

  @Test(arguments: [
    "", "[]", #"{"data":{"id":1}}"#, #"{"data":[]}"#, #"{"errors":[]}"#,
    #"{"data":[],"meta":{"results":{"total":900}}}"#,
  ])
  func `what is no page ends it`(_ text: String) throws {
    var pages = try paginator("/v2/orders")
    #expect(try !pages.advance(after: Data(text.utf8)))
  }

  @Test(arguments: ["nonsense", #"{"data":[{"id":"a"}"#, "\u{FEFF}{\"data\":[]}"])
  func `a page that is not JSON is an error, since more may follow`(_ text: String) async throws {
    let path = try paginator("/v2/orders")
    let failure = await failure {
      var pages = path
      _ = try pages.advance(after: Data(text.utf8))
    }
    #expect(failure?.kind == .network)
    #expect(failure?.userMessage.summary.contains("the rest of the list is missing") == true)
  }

  @Test func `the same page twice is an error and no endless loop`() async throws {
    let path = try paginator("/v2/orders")
    let page = body(100, total: 1000)
    let failure = try #require(
      await failure {
        var pages = path
        _ = try pages.advance(after: page)
        _ = try pages.advance(after: page)
      })
    #expect(failure.kind == .network)
    #expect(failure.userMessage.summary.contains("same page"))
  }

  @Test func `an offset beyond what a list may have is an error`() throws {
    var pages = try paginator("/v2/orders?page[offset]=\(Int.max - 5)")
    let error = #expect(throws: AccountError.self) { try pages.advance(after: body(100)) }
    #expect(error?.kind == .network)
  }
}
