import AccountModel
import Foundation
import Testing

@Suite struct `Outline of JSON` {
  @Test(arguments: [
    ("1", 0), ("null", 0), ("\"a\"", 0), (" true ", 0), ("-1.5e+3", 0), ("[]", 1), ("{}", 1),
    ("[1, 2,3]", 1), (#"{"a":{"b":[1,{"c":null}]},"d":"}]\"\\"}"#, 4), ("\u{FEFF}[]", 1),
    (#"["ü","\u00e9","\n"]"#, 1), ("[[],[[]]]", 3),
  ])
  func `the depth is counted`(text: String, depth: Int) {
    #expect(JSONOutline(text.utf8)?.depth == depth)
  }

  @Test(arguments: [
    "", " ", "[", "]", "{", "[1,]", "[,1]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{1:2}",
    "[1 2]", "1 2", "[}", "{]", #"{"a":1]"#, "nul", "nulll", "tru e", #""a"#, "\"a\nb\"", #""\x""#,
    "<html>", "+1", "[1]]", "'a'", "\u{FEFF}", "NaN",
  ])
  func `what is no JSON has none`(text: String) {
    #expect(JSONOutline(text.utf8) == nil)
  }

  @Test func `depth and numbers are bounded`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(JSONOutline(nested(JSONOutline.mostDepth).utf8)?.depth == JSONOutline.mostDepth)
    #expect(JSONOutline(nested(JSONOutline.mostDepth + 1).utf8) == nil)
    #expect(JSONOutline(String(repeating: "[", count: 10_000_000).utf8) == nil)
    #expect(JSONOutline(String(repeating: "9", count: 400).utf8) != nil)
    #expect(JSONOutline(String(repeating: "9", count: 401).utf8) == nil)
  }

  @Test func `it takes what the decoder takes`() throws {
    // Pieces put together in any order: valid or not, both have to agree on it.
    let pieces = ["[", "]", "{", "}", ",", ":", "1", #""a""#, "true", " "]
    var generator = Sequence(state: 7)
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 1...8, using: &generator))
        .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let isRead =
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
        != nil
      // The decoder forgives a comma before the end of a list or an object (RFC 8259 does not).
      let dense = text.replacing(" ", with: "")
      if dense.contains(",]") || dense.contains(",}") { continue }
      #expect((JSONOutline(text.utf8) != nil) == isRead, "\(text)")
    }
  }

  /// The same numbers in every run (Knuth's linear congruential generator).
  private struct Sequence: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 32)
    }
  }
}

@Suite struct `Numbers of records` {
  @Test(arguments: [
    (0, true), (1_000_000, true), (-1, false), (1_000_001, false), (.max, false), (.min, false),
  ])
  func `only a number that a list can have is one`(number: Int, isValid: Bool) {
    #expect((RecordCount(number) != nil) == isValid)
    #expect(RecordCount.range.contains(RecordCount(clamping: number).value))
  }

  @Test func `a sum stays in the range`() {
    let largest = RecordCount(clamping: .max)
    #expect(largest + RecordCount(clamping: 0) == largest)
    #expect(largest + RecordCount(clamping: 1) == nil)
    #expect(largest + largest == nil)
  }
}
