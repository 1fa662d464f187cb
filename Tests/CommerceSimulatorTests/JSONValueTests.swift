import Foundation
import Testing

@testable import CommerceSimulator

struct JSONValueTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (-7, "-7"), (.number(0.5), "0.5"), (.number(3), "3"),
      ("a/b é 界", #""a/b é 界""#), ("\"\\", #""\"\\""#), ("\n\u{1}\u{1F}", #""\u000a\u0001\u001f""#),
      ([], "[]"), ([1, ["a": [:]]], #"[1,{"a":{}}]"#),
      (["b": 1, "a": [2, 3]], #"{"a":[2,3],"b":1}"#),
    ] as [(JSONValue, String)])
  func `a value is written in its shortest form`(value: JSONValue, text: String) {
    #expect(String(decoding: value.data, as: UTF8.self) == text)
  }

  @Test func `what is written is read as the same by Foundation`() throws {
    let strange = String(String.UnicodeScalarView((0...0x2FFF).compactMap(Unicode.Scalar.init)))
    let value: JSONValue = [
      strange: .string(strange), "numbers": [0, .integer(.max), .integer(.min), .number(1e300)],
      "flags": [true, false, .null],
    ]
    #expect(try JSONDecoder().decode(JSONValue.self, from: value.data) == value)
  }
}
