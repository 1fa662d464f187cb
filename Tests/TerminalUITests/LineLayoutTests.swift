import AccountViewModel
import Testing

@testable import TerminalUI

struct LineLayoutTests {
  init() throws {
    try #require(TextEncoding.prepare(), "there is no UTF-8 locale, not even C.UTF-8")
  }

  private func layout(_ spans: Span..., columns: Int = 80) -> [String] {
    LineLayout(Line(spans), columns: columns).pieces.map {
      "\($0.column) \(String(String.UnicodeScalarView($0.scalars)))"
    }
  }

  @Test func `a span starts where the one before it ends`() {
    #expect(layout(Span("ab"), Span(""), Span("c", .faint)) == ["0 ab", "2 c"])
  }

  @Test func `wide characters take two cells, marks none`() {
    #expect(layout(Span("東京"), Span("|")) == ["0 東京", "4 |"])
    #expect(layout(Span("e\u{301}"), Span("|")) == ["0 e\u{301}", "1 |"])
    #expect(layout(Span("می\u{200C}خواهم"), Span("|")) == ["0 می\u{200C}خواهم", "7 |"])
  }

  @Test func `what does not fit is left out`() {
    #expect(layout(Span("abcdef"), Span("g"), columns: 4) == ["0 abcd"])
    #expect(layout(Span("abcd"), Span("e"), columns: 4) == ["0 abcd"])
    #expect(layout(Span("a"), columns: 0).isEmpty)
  }

  @Test func `half a wide character is not shown`() {
    #expect(layout(Span("a東b"), columns: 2) == ["0 a"])
  }

  @Test func `control characters never reach the terminal`() {
    #expect(
      layout(Span("a\u{1B}[31m\n\t\u{07}\u{9B}\u{0}b\r\n"), Span("|")) == [
        "0 a�[31m�����b�", "13 |",
      ])
  }

  @Test func `an emoji made of several is drawn as its first`() {
    #expect(layout(Span("👨‍👩‍👧"), Span("|")) == ["0 👨", "2 |"])
    #expect(layout(Span("👍🏽"), Span("|")) == ["0 👍", "2 |"])
    #expect(layout(Span("❤\u{FE0F}"), Span("|")) == ["0 ❤", "1 |"])
  }

  @Test func `a mark without a letter is dropped`() {
    #expect(layout(Span("\u{301}"), Span("\u{301}a")) == ["0 a"])
  }

  @Test func `what curses counts otherwise is a question mark in each of its cells`() {
    // Unassigned, among wide ones.
    #expect(layout(Span("a\u{2FFC5}"), Span("|")) == ["0 a??", "3 |"])
  }
}
