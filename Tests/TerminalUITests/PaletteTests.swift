import AccountViewModel
import Testing

@testable import TerminalUI

struct PaletteTests {
  @Test(
    arguments: [
      (0, .none), (2, .none), (8, .basic), (16, .basic), (88, .basic), (256, .wide),
      (1 << 24, .direct),
    ] as [(Int, Palette.Depth)])
  func `the number of colours decides the depth`(colours: Int, depth: Palette.Depth) {
    #expect(Palette(colours: colours).depth == depth)
  }

  @Test(arguments: Style.allCases)
  func `without colours no style has one`(style: Style) {
    #expect(Palette(colours: 0).look(of: style).colour == nil)
  }

  @Test(arguments: Style.allCases)
  func `a colour is one the terminal has`(style: Style) {
    for colours in [8, 256] {
      for theme in Theme.allCases {
        let palette = Palette(colours: colours, theme: theme)
        guard let colour = palette.look(of: style).colour else { continue }
        #expect((0..<Int32(colours)).contains(colour))
      }
    }
  }

  @Test func `a terminal of direct colour gets the colours of the 256`() {
    let palette = Palette(colours: 1 << 24)
    #expect(palette.look(of: .danger).colour == 0xD7_0000)
    #expect(palette.look(of: .heading).colour == 0x00_87AF)
    #expect(palette.look(of: .id).colour == 0x76_7676)
  }

  @Test func `the colour-blind theme has neither red beside green nor green`() {
    let palette = Palette(colours: 256, theme: .colourBlind)
    #expect(palette.look(of: .acting).colour == 32)
    #expect(palette.look(of: .danger).colour == 166)
    let looks = [Style.plain, .success, .warning, .danger, .acting].map(palette.look)
    #expect(Set(looks).count == looks.count)
  }

  @Test(arguments: [8, 256])
  func `the theme of high contrast has no grey`(colours: Int) {
    let palette = Palette(colours: colours, theme: .highContrast)
    for style in [Style.plain, .faint, .id, .heading] {
      #expect(palette.look(of: style).colour == nil)
      #expect(!palette.look(of: style).attributes.contains(.dim))
    }
  }

  @Test(arguments: [0, 8, 256])
  func `what must not be missed says so without colour`(colours: Int) {
    let palette = Palette(colours: colours)
    let plain = palette.look(of: .plain).attributes
    #expect(plain.isEmpty)
    #expect(palette.look(of: .cursorRow).attributes == .reverse)
    #expect(palette.look(of: .cursorRowMatch).attributes == [.reverse, .bold, .underline])
    #expect(palette.look(of: .match).attributes == [.bold, .underline])
    #expect(palette.look(of: .acting).attributes == .bold)
    #expect(palette.look(of: .danger).attributes == .bold)
    #expect(palette.look(of: .warning).attributes == (colours == 0 ? .bold : []))
    #expect(palette.look(of: .production).attributes == [.reverse, .bold])
  }

  @Test(arguments: [8, 256])
  func `with colours, good, doubtful and bad look different`(colours: Int) {
    let palette = Palette(colours: colours)
    let looks = [Style.plain, .faint, .success, .acting, .warning, .danger, .production, .match]
    #expect(Set(looks.map(palette.look)).count == looks.count)
  }

  @Test(arguments: [8, 256])
  func `tints differ from each other and from what a warning looks like`(colours: Int) {
    let palette = Palette(colours: colours)
    let looks = Tint.allCases.map { palette.look(of: $0.style) }
    #expect(Set(looks).count == Tint.allCases.count)
    #expect(!looks.contains(palette.look(of: .warning)))
    #expect(!looks.contains(palette.look(of: .production)))
  }
}
