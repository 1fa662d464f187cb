import AccountModel
import Foundation
import ShellBridge
import Testing

struct CompletionTests {
  private let accounts = [
    ("acme-1", "Acme Industrial"), ("twin-1", "Twin"), ("twin-2", "Twin"), ("none-1", ""),
    ("dash-1", "--all"), ("line-1", "a\nb"),
  ].map { Account(id: AccountID($0.0), name: $0.1, expiry: nil) }

  @Test func `a name that is not certain to mean one account gives way to the ID`() {
    let words = CompletionCandidate.accounts(accounts, for: .zsh).map(\.word)
    #expect(words == ["Acme Industrial", "twin-1", "twin-2", "none-1", "dash-1", "line-1"])
  }

  @Test func `an ID is offered to who begins to type it`() {
    let words = CompletionCandidate.accounts(accounts, typed: "acm", for: .zsh).map(\.word)
    #expect(words.prefix(2) == ["acme Industrial", "acme-1"])
  }

  @Test(arguments: [
    ("bo", "bolt & Nut"), ("BO", "BOlt & Nut"), ("Bo", "Bolt & Nut"), ("", "Bolt & Nut"),
    ("nut", "Bolt & Nut"), (#"bolt\ "#, "Bolt & Nut"),
  ])
  func `a name is offered in the case in which it was begun`(typed: String, word: String) {
    let account = Account(id: AccountID("id-1"), name: "Bolt & Nut", expiry: nil)
    for shell in Shell.allCases {
      let words = CompletionCandidate.accounts([account], typed: typed, for: shell).map(\.word)
      // fish compares whatever the case by itself.
      #expect(words == [shell == .fish ? "Bolt & Nut" : word])
    }
  }

  @Test func `two names that differ in case only are offered as they are`() {
    let twins = [("a-1", "ACME"), ("a-2", "Acme")].map {
      Account(id: AccountID($0.0), name: $0.1, expiry: nil)
    }
    let words = CompletionCandidate.accounts(twins, typed: "ac", for: .bash).map(\.word)
    #expect(words == ["ACME", "Acme"])
  }

  @Test(arguments: ["$HOME", "A $(touch pwned)", "A`touch pwned`", "`\u{301}touch pwned`"])
  func `a name that bash would expand when it inserts it gives way to the ID`(name: String) {
    let account = Account(id: AccountID("evil-1"), name: name, expiry: nil)
    for shell in Shell.allCases {
      let words = CompletionCandidate.accounts([account], for: shell).map(\.word)
      #expect(words == [shell == .bash ? "evil-1" : name])
    }
  }

  /// `compgen -W` expands its words: without quotes these would run.
  @Test(arguments: nastyNames.filter { !$0.isEmpty && !$0.contains { "\n\r\r\n".contains($0) } })
  func `bash offers every name as it is and runs none`(name: String) async throws {
    let terminal = Terminal(shell: .bash, candidates: [CompletionCandidate(word: name)])
    let result = try await terminal.run(
      """
      COMP_WORDS=(epaccount ''); COMP_CWORD=1; COMP_LINE='epaccount '; COMP_POINT=10
      __epswitch_complete_account epaccount '' epaccount
      printf '%s\\n' "${COMPREPLY[@]}"; ls
      """)
    #expect(
      result.lines == [name, "candidates", "epswitch", "init", "pinned", "shown", "terminal", ""])
  }

  @Test func `bash offers what begins with the typed, quoted or not`() async throws {
    let candidates = ["Acme Industrial", "Acme Trading", "Bolt"].map {
      CompletionCandidate(word: $0)
    }
    let result = try await Terminal(shell: .bash, candidates: candidates).run(
      #"""
      COMP_WORDS=(epaccount 'Acme\ I'); COMP_CWORD=1; COMP_LINE='epaccount Acme\ I'; COMP_POINT=17
      __epswitch_complete_account epaccount 'Acme\ I' epaccount
      printf '%s\n' "${COMPREPLY[@]}"
      """#)
    #expect(result.lines == ["Acme Industrial", ""])
  }

  @Test func `fish offers names with their IDs beside them`() async throws {
    let candidates = CompletionCandidate.accounts(
      [
        Account(id: AccountID("acme-1"), name: "Acme $(touch pwned)", expiry: nil)
      ], for: .fish)
    let result = try await Terminal(shell: .fish, candidates: candidates)
      .run("complete -C 'epaccount '; complete -C 'epswitch switch '; ls")
    let offered = "Acme $(touch pwned)\tacme-1"
    #expect(
      result.lines == [
        offered, offered, "candidates", "epswitch", "init", "pinned", "shown", "terminal", "",
      ])
  }

  @Test func `zsh finds the note behind the first bare colon`() {
    let candidate = CompletionCandidate(word: #"a:b\c"#, note: "id:1")
    #expect(candidate.line(for: .zsh) == #"a\:b\\c:id:1"#)
  }
}
