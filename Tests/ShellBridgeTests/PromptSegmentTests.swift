import AccountModel
import Foundation
import ShellBridge
import Testing

struct PromptSegmentTests {
  private func segment(
    _ name: String = "Acme Industrial", seconds: Int64? = 86_399, isProduction: Bool = false
  ) -> PromptSegment {
    PromptSegment(
      account: Account(id: AccountID("1"), name: name, expiry: nil), secondsLeft: seconds,
      isProduction: isProduction)
  }

  @Test(
    arguments: [
      (0, "expired"), (1, "! <1m"), (59, "! <1m"), (60, "! 0:01"), (899, "! 0:14"), (900, "0:15"),
      (86_399, "23:59"), (86_400, "1d 00h"), (183_600, "2d 03h"),
    ] as [(Int64, String)])
  func `the time is short and marked near its end`(seconds: Int64, text: String) {
    #expect(segment(seconds: seconds).text() == "⟨Acme Industrial \(text)⟩")
  }

  @Test func `what is not known is not shown`() {
    #expect(segment(seconds: nil).text() == "⟨Acme Industrial⟩")
    #expect(segment("").text() == "⟨(no name) 23:59⟩")
  }

  @Test func `a production store says so without colour`() {
    #expect(segment(isProduction: true).text() == "⟨PROD Acme Industrial 23:59⟩")
  }

  @Test func `the name is shortened as it will be shown`() {
    var shortened: [String] = []
    let text = segment("100% Acme").text {
      shortened.append($0)
      return "100％…"
    }
    #expect(shortened == ["100％ Acme"])
    #expect(text == "⟨100％… 23:59⟩")
  }

  /// Each way in which people put a program's words into their prompt.
  @Test(arguments: [
    (Shell.bash, #"PS1=$(cat s); printf %s "${PS1@P}""#),
    (.bash, #"PS1='$(cat s)'; printf %s "${PS1@P}""#),
    (.bash, #"seg=$(cat s); PS1='${seg}'; printf %s "${PS1@P}""#),
    (.zsh, #"PROMPT=$(cat s); print -nP -- "$PROMPT""#),
    (.zsh, #"setopt promptsubst; PROMPT=$(cat s); print -nP -- "$PROMPT""#),
    (.zsh, #"setopt promptsubst; PROMPT='$(cat s)'; print -nP -- "$PROMPT""#),
    (.zsh, #"psvar=("$(cat s)"); print -nP %1v"#),
    (.fish, "cat s"),
  ])
  func `no shell gives a part of the name a meaning`(shell: Shell, script: String) async throws {
    try await withFolder { folder in
      let names = nastyNames.map { cleanText($0) } + ["$\u{301}(touch pwned)", "\\$(touch pwned)"]
      for name in names {
        let text = segment(name).text()
        try Data(text.utf8).write(to: folder.appending(path: "s"))
        let result = try await Program.run(shell.rawValue, shell.arguments(script), in: folder)
        #expect(result.text == text)
      }
      let left = try FileManager.default.contentsOfDirectory(
        atPath: folder.path(percentEncoded: false))
      #expect(!left.contains("pwned"))
    }
  }

  @Test(arguments: [
    (Shell.bash, #"PS1='$(cat s)'; printf %s "${PS1@P}" | tr -d '\001\002'"#),
    (.zsh, #"setopt promptsubst; PROMPT='$(cat s)'; print -nP -- "$PROMPT""#),
    (.fish, "cat s"),
  ])
  func `colour reaches the terminal and takes no room`(
    shell: Shell, script: String
  ) async throws {
    try await withFolder { folder in
      let text = segment(isProduction: true).text(coloredFor: shell)
      try Data(text.utf8).write(to: folder.appending(path: "s"))
      let result = try await Program.run(shell.rawValue, shell.arguments(script), in: folder)
      #expect(result.text == "\u{1B}[1;31m⟨PROD Acme Industrial 23:59⟩\u{1B}[0m")
    }
  }

  @Test func `the colour tells production, the end, and the usual apart`() {
    #expect(segment(isProduction: true).text(coloredFor: .fish).hasPrefix("\u{1B}[1;31m"))
    #expect(segment(seconds: 10).text(coloredFor: .fish).hasPrefix("\u{1B}[33m"))
    #expect(segment().text(coloredFor: .fish).hasPrefix("\u{1B}[36m"))
  }
}
