import Foundation
import ShellBridge
import Testing

struct PromptHookTests {
  @Test(arguments: InitScriptTests.setUps, [1, 2])
  func `the prompt begins with the account, once`(
    setUp: (shell: Shell, setUp: String), times: Int
  ) async throws {
    let shell = setUp.shell
    let terminal = Terminal(shell: shell, setUp: "\(setUp.setUp)\n\(shell.plainPrompt)")
    let result = try await terminal.run(
      "\(shell.prompt)\nepaccount bolt\n\(shell.prompt)", initialized: times)
    #expect(
      result.lines == [
        "⟨selected 23:59⟩ user> ", "acting as bolt-id", "⟨bolt-id 23:59⟩ user> ", "",
      ], "\(result.errors)")
  }

  @Test(arguments: Shell.allCases)
  func `without an account the prompt is the person's own`(shell: Shell) async throws {
    var terminal = Terminal(shell: shell, setUp: shell.plainPrompt)
    terminal.environment = ["NOBODY": "1"]
    #expect(try await terminal.run(shell.prompt).lines == ["user> ", ""])
  }

  @Test(arguments: Shell.allCases)
  func `EPSWITCH_NO_PROMPT keeps the prompt as it is`(shell: Shell) async throws {
    var terminal = Terminal(shell: shell, setUp: shell.plainPrompt)
    terminal.environment = ["EPSWITCH_NO_PROMPT": "1"]
    #expect(try await terminal.run(shell.prompt).lines == ["user> ", ""])
  }

  @Test(arguments: [
    (Shell.bash, #"PS1='mine ${epswitch_segment}> '"#, "mine ⟨selected 23:59⟩ > "),
    (.zsh, "PROMPT='mine %77v> '", "mine ⟨selected 23:59⟩> "),
    (
      .fish, "function fish_prompt; echo -n mine $epswitch_segment'> '; end",
      "mine ⟨selected 23:59⟩ > "
    ),
  ])
  func `a prompt that has its own place for the account is left alone`(
    shell: Shell, mine: String, shown: String
  ) async throws {
    #expect(try await Terminal(shell: shell, setUp: mine).run(shell.prompt).lines == [shown, ""])
  }

  @Test(arguments: [
    (Shell.bash, "PS1='new> '"), (.zsh, "PROMPT='new> '"),
  ])
  func `a prompt made anew gets the account again`(shell: Shell, anew: String) async throws {
    let result = try await Terminal(shell: shell, setUp: shell.plainPrompt)
      .run("\(shell.prompt)\n\(anew)\n\(shell.prompt)")
    #expect(result.lines.dropFirst() == ["⟨selected 23:59⟩ new> ", ""])
  }

  @Test(arguments: [
    "", "PROMPT_COMMAND='echo hook $?'", "PROMPT_COMMAND='echo hook $?; '",
    "PROMPT_COMMAND=('echo hook $?' 'echo second')", "set -u; PROMPT_COMMAND=()",
  ])
  func `bash keeps the hooks a person has, and gets them back`(setUp: String) async throws {
    let result = try await Terminal(shell: .bash, setUp: setUp + "\ndeclare -p PROMPT_COMMAND").run(
      """
      (exit 3)
      for hook in "${PROMPT_COMMAND[@]}"; do eval "$hook"; done; echo "status $?"
      epswitch_off
      declare -p PROMPT_COMMAND
      """)
    #expect(result.lines.first == result.lines.dropLast().last)
    if setUp.contains("hook") { #expect(result.lines.contains("hook 3")) }
  }

  @Test(arguments: [Shell.bash, .zsh])
  func `an interactive shell shows it before each command`(shell: Shell) async throws {
    try await withFolder { folder in
      let terminal = Terminal(shell: shell)
      try terminal.prepare(folder)
      let result = try await Program.run(
        shell.rawValue, shell == .bash ? ["--noprofile", "--norc", "-i"] : ["-f", "-i"],
        input: """
          \(shell.plainPrompt)
          set -u
          eval "$(cat init)"
          shown
          epaccount bolt && shown
          echo done

          """, in: folder)
      #expect(
        result.lines == [
          "shown v1:selected%20x", "acting as bolt-id", "shown v1:bolt-id%20x", "done", "",
        ])
      #expect(result.errors.contains("⟨selected 23:59⟩ user> "), "\(result.errors)")
      #expect(result.errors.contains("⟨bolt-id 23:59⟩ user> "), "\(result.errors)")
    }
  }

  @Test func `a fish prompt still sees how the last command ended`() async throws {
    let result = try await Terminal(
      shell: .fish,
      setUp: "function fish_prompt; set -l p $pipestatus; echo -n \"$status $p> \"; end"
    ).run(
      """
      emit fish_prompt
      sh -c 'exit 3' | false
      fish_prompt
      """)
    #expect(result.text == "⟨selected 23:59⟩ 1 3 1> ")
  }

  @Test func `a fish prompt wrapped by somebody else does not go in circles`() async throws {
    let result = try await Terminal(shell: .fish, setUp: Shell.fish.plainPrompt).run(
      """
      emit fish_prompt
      functions -c fish_prompt _old_fish_prompt
      function fish_prompt; echo -n '(venv) '; _old_fish_prompt; end
      \(Shell.fish.prompt)
      epswitch_off
      \(Shell.fish.prompt)
      functions -e fish_prompt
      functions -c _old_fish_prompt fish_prompt
      \(Shell.fish.prompt)
      """)
    #expect(
      result.lines == ["(venv) ⟨selected 23:59⟩ user> ", "(venv) user> ", "user> ", ""])
  }
}

extension Shell {
  fileprivate var plainPrompt: String {
    switch self {
    case .bash: "PS1='user> '"
    case .zsh: "PROMPT='user> '"
    case .fish: "function fish_prompt; echo -n 'user> '; end"
    }
  }
}
