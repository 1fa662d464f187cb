import Foundation
import Testing

@testable import EPSwitchCLI

@Suite struct `Answers on a terminal` {
  private func text(_ parts: String...) -> String {
    var text = ""
    TerminalText { text += $0 }.write(parts.map { Data($0.utf8) })
    return text
  }

  @Test func `JSON is laid out, whatever its parts`() {
    #expect(
      text("[", #"{"a":[1,{}],"b":"x,\"{"}"#, ",", "[]", "]")
        == """
        [
          {
            "a": [
              1,
              {}
            ],
            "b": "x,\\"{"
          },
          []
        ]

        """)
  }

  /// A hostile store's pages, as `api --paginate --slurp` would join them.
  @Test func `a string may go on in the next part, whatever brackets are in it`() {
    #expect(text(#"["a]"#, ",", #"\"]}{"#, #""]"#) == "[\n  \"a],\\\"]}{\"\n]\n")
    #expect(text("\"`.{", "]&{\"") == "\"`.{]&{\"\n")
  }

  @Test(arguments: ["[1 2]", "{\"a\":1", "plain\ttext\nof two lines", ""])
  func `anything else keeps its lines`(source: String) {
    #expect(text(source) == source + "\n")
  }

  @Test func `nothing acts`() {
    #expect(text("\u{1B}[31m\u{202E}\r") == "\\u001b[31m\\u202e\\u000d\n")
    #expect(text("\"\u{9B}31m\u{2028}\"") == "\"\\u009b31m\\u2028\"\n")
  }

  @Test func `what is written is a small multiple of the answer, in small pieces`() {
    for depth in [1, 24, 60, 400] {
      let body = Data(
        (String(repeating: "[", count: depth) + String(repeating: "1,", count: 200_000) + "1"
          + String(repeating: "]", count: depth)).utf8)
      var bytes = 0
      var largest = 0
      TerminalText { piece in
        bytes += piece.utf8.count
        largest = max(largest, piece.utf8.count)
      }.write([body])
      #expect(bytes < 30 * body.count, "\(depth)")
      #expect(largest < 70_000)
    }
  }
}
