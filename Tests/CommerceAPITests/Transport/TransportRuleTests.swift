import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

@Suite struct `Dates of HTTP` {
  @Test func `an IMF-fixdate is read`() {
    #expect(
      httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
  }

  @Test(arguments: [
    "", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT",
  ])
  func `anything else is no date`(text: String) {
    #expect(httpDate(text) == nil)
  }

  @Test func `Retry-After is seconds or a date by the store's clock`() {
    let now = Date(timeIntervalSince1970: 784_111_777)
    #expect(retryAfter("7", serverNow: nil) == 7)
    #expect(retryAfter("Sun, 06 Nov 1994 08:49:40 GMT", serverNow: now) == 3)
    #expect(retryAfter("Sun, 06 Nov 1994 08:49:40 GMT", serverNow: nil) == nil)
  }
}

@Suite struct `Waiting before trying again` {
  let policy = RetryPolicy(firstDelay: 1, longestDelay: 10)

  @Test(arguments: [(1, 0.5, 1.0), (2, 1, 2), (3, 2, 4), (4, 4, 8), (9, 5, 10)])
  func `the wait doubles, is drawn from its upper half and has an end`(
    attempt: Int, shortest: Double, longest: Double
  ) {
    #expect(policy.delay(afterAttempt: attempt, requested: nil, chance: 0) == shortest)
    #expect(policy.delay(afterAttempt: attempt, requested: nil, chance: 1) == longest)
  }

  @Test(arguments: [(3.0, 3.0), (-4, 0), (900, 10)])
  func `what the store asks for goes first, within the bound`(asked: Double, waited: Double) {
    #expect(policy.delay(afterAttempt: 1, requested: asked, chance: 0) == waited)
  }
}

@Suite struct `Going through a proxy` {
  private func proxy(_ address: String, _ environment: [String: String]) throws -> Proxy? {
    Proxy.forEndpoint(try Endpoint(address), environment: environment)
  }

  @Test(arguments: ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
  func `the usual variables name it`(variable: String) throws {
    let found = try #require(try proxy("https://x.example", [variable: "http://p.example:3128"]))
    #expect(found.host == "p.example")
    #expect(found.port == 3128)
  }

  @Test(arguments: [
    "x.example", ".example", "example", "*", "a.example, x.example", "*.example", "x.example:443",
  ])
  func `NO_PROXY takes a host out`(exceptions: String) throws {
    let environment = ["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]
    #expect(try proxy("https://x.example", environment) == nil)
  }

  @Test(arguments: ["y.example", "ample", "x.example:8443", ""])
  func `NO_PROXY takes no other host out`(exceptions: String) throws {
    let environment = ["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]
    #expect(try proxy("https://x.example", environment) != nil)
  }

  @Test func `loopback never goes through one`() throws {
    #expect(try proxy("http://localhost:8080", ["ALL_PROXY": "p:1"]) == nil)
  }

  @Test func `the proxy's password is not shown`() throws {
    let found = try #require(Proxy(address: "http://me:hunter2@p:1"))
    #expect(!"\(found)".contains("hunter2"))
  }
}
