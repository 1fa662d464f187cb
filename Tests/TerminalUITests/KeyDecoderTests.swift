import AccountViewModel
import CNcurses
import Testing

@testable import TerminalUI

struct KeyDecoderTests {
  let start = ContinuousClock.now

  /// The keys of bytes that arrive together, after which nothing is waiting.
  private func keys(_ bytes: some Sequence<UInt8>, with decoder: inout KeyDecoder) -> [Key] {
    bytes.flatMap { decoder.decode(.byte($0), at: start) } + decoder.pause()
  }

  private func keys(_ bytes: some Sequence<UInt8>) -> [Key] {
    var decoder = KeyDecoder()
    return keys(bytes, with: &decoder)
  }

  @Test(
    arguments: [
      ("a", .character("a")), (" ", .character(" ")), ("é", .character("é")),
      ("東", .character("東")), ("🐟", .character("🐟")),
      ("\t", .tab), ("\r", .enter), ("\n", .control("j")), ("\u{08}", .backspace),
      ("\u{7F}", .backspace),
      ("\u{1B}", .escape), ("\u{01}", .control("a")), ("\u{03}", .control("c")),
      ("\u{1A}", .control("z")), ("\u{1C}", .control("\\")), ("\u{00}", .control(" ")),
    ] as [(String, Key)])
  func `a single key is itself`(text: String, key: Key) {
    #expect(keys(text.utf8) == [key])
  }

  @Test(
    arguments: [
      (KEY_UP, .up), (KEY_DOWN, .down), (KEY_LEFT, .left), (KEY_RIGHT, .right),
      (KEY_PPAGE, .pageUp), (KEY_NPAGE, .pageDown), (KEY_HOME, .home), (KEY_END, .end),
      (KEY_ENTER, .enter), (KEY_BACKSPACE, .backspace), (KEY_DC, .delete), (KEY_BTAB, .backTab),
      (KEY_F0 + 1, .function(1)), (KEY_F0 + 12, .function(12)),
    ] as [(CInt, Key)])
  func `a code of curses is a key`(code: CInt, key: Key) {
    var decoder = KeyDecoder()
    #expect(decoder.decode(.code(code), at: start) == [key])
  }

  @Test(arguments: [KEY_RESIZE, KEY_MOUSE, KEY_F0, 0x6000])
  func `a code without a meaning is ignored`(code: CInt) {
    var decoder = KeyDecoder()
    #expect(decoder.decode(.code(code), at: start).isEmpty)
  }

  @Test(arguments: [
    "\u{1B}x", "\u{1B}é", "\u{1B}[", "\u{1B}O", "\u{1B}]",
    "\u{1B}[1;9Z", "\u{1B}[?62;22c", "\u{1B}[<0;12;3m", "\u{1B}[<2;12;3M", "\u{1B}[<0;0;3M",
    "\u{1B}[<0;99999999999999999999;3M", "\u{1B}[[A", "\u{1B}OP", "\u{1B}(B",
    "\u{1B}]11;rgb:ff/ff\u{07}", "\u{1B}]0;title\u{1B}\\", "\u{1B}P+q544e\u{1B}\\",
  ])
  func `an unknown sequence never becomes text`(sequence: String) {
    var decoder = KeyDecoder()
    #expect(keys(sequence.utf8, with: &decoder).isEmpty)
    #expect(keys("a".utf8, with: &decoder) == [.character("a")])
  }

  @Test(
    arguments: [
      ("\u{1B}[<0;12;3M", .click(column: 11, row: 2)), ("\u{1B}[<64;1;1M", .wheelUp),
      ("\u{1B}[<65;300;200M", .wheelDown),
    ] as [(String, Key)])
  func `a report of the mouse is a key`(sequence: String, key: Key) {
    #expect(keys(sequence.utf8) == [key])
  }

  @Test func `a sequence that arrives in two parts stays a sequence`() {
    var decoder = KeyDecoder()
    #expect(keys("\u{1B}[1;".utf8, with: &decoder).isEmpty)
    #expect(keys("9Zb".utf8, with: &decoder) == [.character("b")])
  }

  @Test func `a character that arrives in two parts is one key`() {
    var decoder = KeyDecoder()
    #expect(keys([0xE6, 0x9D], with: &decoder).isEmpty)
    #expect(keys([0xB1], with: &decoder) == [.character("東")])
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE6, 0x9D],
      [0xC2, 0x85], [0xE2, 0x80, 0xAE],
    ] as [[UInt8]])
  func `bytes that are no text cost only themselves`(bytes: [UInt8]) {
    #expect(keys(bytes + Array("ab".utf8)) == [.character("a"), .character("b")])
  }

  @Test func `escape before escape is a key, escape before a key is Alt`() {
    #expect(keys("\u{1B}\u{1B}".utf8) == [.escape, .escape])
    var decoder = KeyDecoder()
    #expect(decoder.decode(.byte(0x1B), at: start).isEmpty)
    #expect(decoder.decode(.code(KEY_UP), at: start).isEmpty)
    #expect(decoder.decode(.code(KEY_UP), at: start) == [.up])
  }

  @Test func `every byte there is leaves the decoder in order`() {
    var decoder = KeyDecoder()
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        _ = keys([first, second], with: &decoder)
        // Ends whatever the two have begun.
        _ = keys("\u{07}\u{1B}".utf8, with: &decoder)
        #expect(keys("a".utf8, with: &decoder) == [.character("a")], "after \(first) \(second)")
      }
    }
  }
}
