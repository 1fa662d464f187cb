import AccountViewModel
import Testing

@testable import TerminalUI

struct TerminalRequestTests {
  @Test func `text goes to the clipboard in base64`() {
    #expect(TerminalRequest.copy("Acme ⟨1⟩", through: nil) == "\u{1B}]52;c;QWNtZSDin6gx4p+p\u{07}")
  }

  @Test func `tmux gets the request itself and one to pass on`() {
    let direct = "\u{1B}]52;c;YQ==\u{07}"
    #expect(
      TerminalRequest.copy("a", through: .tmux)
        == direct + "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YQ==\u{07}\u{1B}\\")
    #expect(TerminalRequest.copy("a", through: .screen) == "\u{1B}P\(direct)\u{1B}\\")
  }

  @Test(
    arguments: [
      (["TMUX": "/tmp/tmux-0/default,1,0"], .tmux), (["STY": "1.pts"], .screen),
      (["TMUX": ""], nil),
      ([:], nil),
    ] as [([String: String], TerminalRequest.Multiplexer?)])
  func `the multiplexer is known by its variable`(
    environment: [String: String], multiplexer: TerminalRequest.Multiplexer?
  ) {
    #expect(TerminalRequest.Multiplexer(environment) == multiplexer)
  }

  @Test func `a title holds nothing that acts`() {
    #expect(
      TerminalRequest.title("epswitch: A\u{07}B\u{1B}[2J\u{9C}")
        == "\u{1B}]2;epswitch: AB[2J\u{1B}\\")
  }

  @Test(arguments: [
    ("xterm-256color", true), ("tmux-256color", true), ("screen", true), ("linux", false),
    ("vt220", false), ("ansi", false),
  ])
  func `a terminal without a window is not named`(name: String, hasTitle: Bool) {
    #expect(TerminalRequest.hasTitle(name) == hasTitle)
  }
}
