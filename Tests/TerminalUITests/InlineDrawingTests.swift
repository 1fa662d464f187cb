import AccountViewModel
import CNcurses
import Foundation
import Testing

@testable import TerminalUI

struct InlineDrawingTests {
  private let palette = Palette(colours: 256)

  private func frame(_ lines: [String], rows: Int? = nil, cursor: Frame.Position? = nil) -> Frame {
    Frame(
      size: Size(columns: 20, rows: rows ?? lines.count), lines: lines.map { Line([Span($0)]) },
      cursor: cursor)
  }

  init() { _ = TextEncoding.prepare() }

  @Test func `the first frame makes room below the cursor and fills it from the top`() {
    var drawing = InlineDrawing()
    #expect(
      drawing.draw(frame(["one", "two"], rows: 3), with: palette)
        == "\u{1B}[?25l\r\u{1B}[J\n\n" + "\u{1B}[2A\r\u{1B}[Kone" + "\u{1B}[1B\r\u{1B}[Ktwo\r")
  }

  @Test func `only rows that changed are written again`() {
    var drawing = InlineDrawing()
    _ = drawing.draw(frame(["one", "two", "three"]), with: palette)
    #expect(
      drawing.draw(frame(["one", "2", "three"]), with: palette)
        == "\u{1B}[?25l\u{1B}[1A\r\u{1B}[K2\r")
    #expect(drawing.draw(frame(["one", "2", "three"]), with: palette) == "\u{1B}[?25l\r")
  }

  @Test func `the text cursor is shown where the frame has it`() {
    var drawing = InlineDrawing()
    let output = drawing.draw(
      frame(["one", "two"], cursor: Frame.Position(column: 3, row: 0)), with: palette)
    #expect(output.hasSuffix("\u{1B}[1A\u{1B}[4G\u{1B}[?25h"))
  }

  @Test func `erasing leaves the cursor in the first row, and the next frame begins there`() {
    var drawing = InlineDrawing()
    _ = drawing.draw(frame(["one", "two", "three"]), with: palette)
    #expect(drawing.erase() == "\u{1B}[2A\r\u{1B}[J")
    #expect(drawing.draw(frame(["one"]), with: palette) == "\u{1B}[?25l\r\u{1B}[J\r\u{1B}[Kone\r")
  }

  @Test func `fewer rows clear those that are no longer used`() {
    var drawing = InlineDrawing()
    _ = drawing.draw(frame(["one", "two", "three"]), with: palette)
    let output = drawing.draw(frame(["one", "two"]), with: palette)
    #expect(output.hasPrefix("\u{1B}[?25l\u{1B}[2A\r\u{1B}[J\n"))
  }

  @Test func `spans keep their columns whatever the terminal makes of the characters before`() {
    var drawing = InlineDrawing()
    let line = Line([Span("東京"), Span("id", .danger)])
    let output = drawing.draw(Frame(size: Size(columns: 20, rows: 1), lines: [line]), with: palette)
    #expect(output.hasSuffix("東京\u{1B}[5G\u{1B}[1;38;5;160mid\u{1B}[m\r"))
  }

  @Test func `a style is written with as many colours as there are`() {
    #expect(Palette(colours: 0).rendition(of: .danger) == "\u{1B}[1m")
    #expect(Palette(colours: 16).rendition(of: .danger) == "\u{1B}[1;31m")
    #expect(Palette(colours: 1 << 24).rendition(of: .danger) == "\u{1B}[1;38;2;215;0;0m")
    #expect(Palette(colours: 256).rendition(of: .plain) == "")
    #expect(Palette(colours: 256).rendition(of: .cursorRowMatch) == "\u{1B}[1;4;7m")
  }
}

struct ScreenHeightTests {
  @Test(arguments: [
    ("12", ScreenHeight.rows(12)), ("1", .rows(1)), ("40%", .percent(40)), ("100%", .percent(100)),
  ])
  func `rows and shares are read`(text: String, height: ScreenHeight) {
    #expect(ScreenHeight(text) == height)
  }

  @Test(arguments: ["", "0", "-3", "101%", "0%", "%", "12 rows", "1.5", "99999999999999999999"])
  func `anything else is none`(text: String) {
    #expect(ScreenHeight(text) == nil)
  }

  @Test func `there are never fewer rows than can be used, nor more than there are`() {
    #expect(ScreenHeight.rows(2).rows(of: 24) == 5)
    #expect(ScreenHeight.percent(40).rows(of: 50) == 20)
    #expect(ScreenHeight.percent(1).rows(of: 50) == 5)
    #expect(ScreenHeight.rows(100).rows(of: 24) == 24)
    #expect(ScreenHeight.rows(10).rows(of: 3) == 3)
  }
}

@MainActor struct InlineInputTests {
  private func inputs(_ text: String) throws -> [KeyDecoder.Input] {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    let bytes = Array(text.utf8)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    var input = InlineInput()
    var found: [KeyDecoder.Input] = []
    while let next = input.next(from: ends[0]) { found.append(next) }
    return found
  }

  @Test func `bytes come one by one, and sequences of keys as their codes`() throws {
    #expect(
      try inputs("a\u{1B}[Bé\u{1B}OP")
        == [
          .byte(0x61), .code(KEY_DOWN), .byte(0xC3), .byte(0xA9), .code(KEY_F0 + 1),
        ])
  }

  @Test func `an escape character alone is itself, and so is an unknown sequence`() throws {
    #expect(try inputs("\u{1B}") == [.byte(0x1B)])
    #expect(try inputs("\u{1B}[20") == [.byte(0x1B), .byte(0x5B), .byte(0x32), .byte(0x30)])
    #expect(try inputs("\u{1B}[9m").first == .byte(0x1B))
  }

  @Test func `the marks of a paste are told apart from its text`() throws {
    #expect(
      try inputs("\u{1B}[200~x\u{1B}[201~")
        == [.code(KeyTable.pasteStart), .byte(0x78), .code(KeyTable.pasteEnd)])
  }

  @Test func `nothing is there without waiting`() throws {
    #expect(try inputs("").isEmpty)
  }
}
