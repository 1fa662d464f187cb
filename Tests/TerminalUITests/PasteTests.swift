import AccountViewModel
import CNcurses
import Testing

@testable import TerminalUI

struct PasteTests {
  let start = ContinuousClock.now
  var decoder = KeyDecoder()

  private mutating func type(_ bytes: some Sequence<UInt8>, after wait: Duration = .zero) -> [Key] {
    bytes.flatMap { decoder.decode(.byte($0), at: start + wait) } + decoder.pause()
  }

  private mutating func paste(_ text: String) -> [Key] {
    _ = decoder.decode(.code(KeyTable.pasteStart), at: start)
    _ = type(text.utf8)
    return decoder.decode(.code(KeyTable.pasteEnd), at: start)
  }

  @Test mutating func `pasted text is one key`() {
    #expect(paste("Bolt & Nut 東京") == [.paste("Bolt & Nut 東京")])
    #expect(type("a".utf8) == [.character("a")])
  }

  @Test mutating func `lines end in a newline, however the terminal sends them`() {
    #expect(paste("a\rb\r\nc\nd\te") == [.paste("a\nb\nc\nd\te")])
  }

  @Test mutating func `nothing in a paste acts`() {
    #expect(paste("q\u{1B}[31m\u{03}\u{07}\u{9B}\u{202E}!") == [.paste("q[31m!")])
  }

  @Test mutating func `a key pressed by a paste is not pressed`() {
    #expect(decoder.decode(.code(KeyTable.pasteStart), at: start).isEmpty)
    #expect(decoder.decode(.code(KEY_UP), at: start).isEmpty)
    _ = type("x".utf8)
    #expect(decoder.decode(.code(KeyTable.pasteEnd), at: start) == [.paste("x")])
  }

  @Test mutating func `an empty paste is nothing`() {
    #expect(paste("").isEmpty)
  }

  @Test mutating func `a paste is cut at its limit`() {
    let limit = KeyDecoder.pasteLimit
    #expect(
      paste(String(repeating: "x", count: limit + 1)) == [
        .paste(String(repeating: "x", count: limit))
      ])
  }

  @Test mutating func `a paste without an end gives way after a while`() {
    _ = decoder.decode(.code(KeyTable.pasteStart), at: start)
    #expect(type("lost".utf8).isEmpty)
    #expect(
      type("a".utf8, after: KeyDecoder.pastePatience + .milliseconds(1)) == [
        .paste("lost"), .character("a"),
      ])
  }

  @Test mutating func `an end without a paste is ignored`() {
    #expect(decoder.decode(.code(KeyTable.pasteEnd), at: start).isEmpty)
    #expect(type("a".utf8) == [.character("a")])
  }
}
