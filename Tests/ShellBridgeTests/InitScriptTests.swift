import Foundation
import ShellBridge
import Testing

struct InitScriptTests {
  /// Ways in which a person's shell may be set up.
  static let setUps: [(shell: Shell, setUp: String)] = [
    (.bash, ""), (.bash, "set -eu -o pipefail"), (.bash, "set -o posix"), (.bash, "IFS=e"),
    (.zsh, ""), (.zsh, "setopt errexit nounset"), (.zsh, "setopt ksharrays shwordsplit"),
    (.zsh, "setopt warncreateglobal nounset"), (.fish, ""),
  ]

  @Test(arguments: setUps, [1, 2])
  func `a terminal gets an account of its own, goes back and clears it`(
    setUp: (shell: Shell, setUp: String), times: Int
  ) async throws {
    let result = try await Terminal(shell: setUp.shell, setUp: setUp.setUp).run(
      """
      epaccount - || pinned
      command epswitch current
      epaccount 'Acme Industrial'
      pinned
      epaccount bolt
      epaccount bolt
      pinned
      epaccount -
      pinned
      epaccount nobody || pinned
      epaccount --clear
      pinned
      epaccount -
      """, initialized: times)
    #expect(
      result.text == """
        pinned nothing
        acting as the selected
        acting as acme-id
        pinned acme-id
        acting as bolt-id
        acting as bolt-id
        pinned bolt-id
        acting as acme-id
        pinned acme-id
        pinned acme-id
        acting as the selected
        pinned nothing
        acting as acme-id

        """)
    #expect(
      result.errors == """
        epaccount: this terminal has had no other account
        no account nobody

        """)
    #expect(result.succeeded)
  }

  @Test(arguments: setUps)
  func `without a name the account is the one that is chosen`(
    setUp: (shell: Shell, setUp: String)
  ) async throws {
    let status = setUp.shell == .fish ? "$status" : "$?"
    let result = try await Terminal(shell: setUp.shell, setUp: setUp.setUp).run(
      """
      epaccount
      pinned
      touch "$HOME/cancelled"
      epaccount || echo \(status)
      pinned
      """)
    #expect(result.text == "acting as bolt-id\npinned bolt-id\n130\npinned bolt-id\n")
    #expect(result.succeeded)
  }

  @Test(arguments: Shell.allCases)
  func `the failure of a name is the function's own`(shell: Shell) async throws {
    let status = shell == .fish ? "$status" : "$?"
    let result = try await Terminal(shell: shell).run("epaccount nobody; echo \(status)")
    #expect(result.text == "4\n")
  }

  @Test(arguments: setUps, [1, 2])
  func `switched off, nothing is left behind`(
    setUp: (shell: Shell, setUp: String), times: Int
  ) async throws {
    let shell = setUp.shell
    let result = try await Terminal(shell: shell, setUp: "\(setUp.setUp)\n\(shell.stateBefore)")
      .run(
        """
        \(shell.prompt)
        epaccount Acme
        epaccount bolt
        \(shell.prompt)
        epswitch_off
        \(shell.stateAfter)
        """, initialized: times)
    #expect(result.lines.suffix(2) == ["same", ""], "\(result.text)\(result.errors)")
  }

  @Test(arguments: Shell.allCases)
  func `switched off, an inherited account is restored`(shell: Shell) async throws {
    let terminal = Terminal(shell: shell, environment: ["EPSWITCH_ACCOUNT": "inherited"])
    let result = try await terminal.run("epaccount bolt\nepswitch_off\npinned", initialized: 2)
    #expect(result.lines == ["acting as bolt-id", "pinned inherited", ""])
  }

  @Test(arguments: Shell.allCases)
  func `programs inherit the account and nothing else`(shell: Shell) async throws {
    let result = try await Terminal(shell: shell).run("\(shell.prompt)\nepaccount bolt\nenv")
    let lines = result.lines.filter { $0.lowercased().contains("epswitch") }.sorted()
    try #require(lines.count == 3, "\(result.text)")
    #expect(lines[0...1] == ["EPSWITCH_ACCOUNT=bolt-id", "EPSWITCH_SHOWN=v1:bolt-id%20x"])
    #expect(lines[2].wholeMatch(of: /EPSWITCH_TERMINAL=[0-9]+-[0-9-]+/) != nil, "\(lines[2])")
  }
}

extension Shell {
  /// Does what happens before a prompt, then prints the prompt on a line.
  var prompt: String {
    switch self {
    case .bash: #"eval "${PROMPT_COMMAND[*]-}"; printf '%s\n' "${PS1@P}""#
    case .zsh: #"for hook in "${precmd_functions[@]}"; do $hook; done; print -P -- "$PROMPT""#
    case .fish: "emit fish_prompt; fish_prompt; echo"
    }
  }

  /// Notes what the shell holds. Names that the shell itself changes are left out.
  fileprivate var stateBefore: String {
    switch self {
    case .bash:
      """
      PS1='> '; PROMPT_COMMAND='true;'
      state() {
        compgen -v | grep -vE '^(BASH_.*|PIPESTATUS|FUNCNAME|COMP_.*|_|before)$'
        declare -F; complete -p; declare -p PS1 PROMPT_COMMAND; export -p | grep -v ' _='
      }
      before=$(state)
      """
    case .zsh:
      """
      autoload -Uz compinit && compinit -D -u
      PROMPT='> '; typeset -ga precmd_functions; precmd_functions=(true); hook=
      state() {
        emulate -L zsh
        print -rl -- ${(ok)parameters} ${(ok)functions} "$PROMPT" $precmd_functions
        print -rl -- $#psvar "${(@kv)_comps[(I)ep*]}"; export -p | grep -v ' _='
      }
      before=; before=$(state)
      """
    case .fish:
      """
      function fish_prompt; echo -n '> '; end
      function state
          set -n | string match -v before
          functions -an; functions fish_prompt | string match -v '#*'
          complete -c epswitch; complete -c epaccount; env | string match -v '_=*' | sort
      end
      set -g before ''
      set -g before (state | string collect)
      """
    }
  }

  fileprivate var stateAfter: String {
    switch self {
    case .bash, .zsh:
      """
      if [[ "$(state)" == "$before" ]]; then echo same; else
        diff <(printf '%s' "$before") <(state) || :
      fi
      """
    case .fish:
      """
      if test (state | string collect) = "$before"; echo same; else
          state | string match -v -- $before
      end
      """
    }
  }
}
