import AccountModel
import Foundation
import Testing

@testable import AccountCore

@Suite struct `Claims of a token` {
  private func token(_ payload: String) -> Secret {
    let text = Data(payload.utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    return Secret("e30.\(text).c2ln")
  }

  @Test func `known claims come first, each in words`() throws {
    let claims = try #require(
      TokenClaims(token(#"{"b":[1,"x",true,null],"exp":"17","scope":"a\u001b[1m","o":{}}"#)))
    #expect(claims.entries.map(\.name) == ["scope", "exp", "b", "o"])
    #expect(claims.entries.map(\.value) == ["a", "17", "1, x, true, null", "…"])
  }

  @Test(arguments: ["", "a.b", "a.b.c", "a.b.c.d", "..", "e30.e30=.x"])
  func `what is no token has none`(text: String) {
    #expect(TokenClaims(Secret(text)) == nil)
  }

  @Test func `claims nested deeply are not read`() {
    let deep =
      String(repeating: "[", count: 400) + String(repeating: "[],", count: 8_000) + "1"
      + String(repeating: "]", count: 400)
    #expect(TokenClaims(token(#"{"sub":"m","a":\#(deep)}"#)) == nil)
  }

  @Test func `the time to read claims grows with their length alone`() {
    func seconds(_ elements: Int) -> Double {
      let list = Array(repeating: "[[[[[]]]]]", count: elements).joined(separator: ",")
      let token = token(#"{"a":[\#(list)]}"#)
      return (0..<3).map { _ in
        processorSeconds { #expect(TokenClaims(token) != nil) }
      }.min() ?? 0
    }
    _ = seconds(10)
    // Eight times as much takes eight times as long, and never sixty-four times.
    #expect(seconds(2_400) < 24 * seconds(300))
  }
}

/// Seconds of the processor that a piece of work took on this thread, whatever else the machine does.
private func processorSeconds(_ work: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  work()
  return now() - start
}
