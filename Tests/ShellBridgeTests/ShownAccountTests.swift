import Foundation
import ShellBridge
import Testing

/// What the integration exports so that a command can act as the account that was shown.
struct ShownAccountTests {
  @Test(arguments: InitScriptTests.setUps, [1, 2])
  func `each prompt exports the account it shows`(
    setUp: (shell: Shell, setUp: String), times: Int
  ) async throws {
    let result = try await Terminal(shell: setUp.shell, setUp: setUp.setUp).run(
      "shown\n\(setUp.shell.hook)\nshown", initialized: times)
    #expect(
      result.lines == ["shown nothing", "shown v1:selected%20x", ""], "\(result.errors)")
  }

  @Test(arguments: InitScriptTests.setUps)
  func `after epaccount the next command on the line has the new account`(
    setUp: (shell: Shell, setUp: String)
  ) async throws {
    let result = try await Terminal(shell: setUp.shell, setUp: setUp.setUp).run(
      """
      \(setUp.shell.hook)
      epaccount bolt && shown
      epaccount --clear && shown
      epaccount - && shown
      epaccount nobody || shown
      """)
    #expect(
      result.lines == [
        "acting as bolt-id", "shown v1:bolt-id%20x", "acting as the selected",
        "shown v1:selected%20x", "acting as bolt-id", "shown v1:bolt-id%20x",
        "shown v1:bolt-id%20x", "",
      ], "\(result.errors)")
  }

  @Test(arguments: Shell.allCases)
  func `when the command fails nothing is shown any more`(shell: Shell) async throws {
    var terminal = Terminal(shell: shell)
    terminal.environment = ["FAILING": "1", "EPSWITCH_SHOWN": "of-another-terminal"]
    let result = try await terminal.run(
      """
      shown
      \(shell.hook)
      shown
      touch fail
      \(shell.prompt)
      shown
      """)
    #expect(result.lines.count == 5, "\(result.text)")
    #expect(result.lines.prefix(2) == ["shown nothing", "shown v1:selected%20x"])
    #expect(result.lines.suffix(2) == ["shown nothing", ""])
    #expect(!result.text.contains("half") && !result.text.contains("⟨"))
  }

  @Test(arguments: Shell.allCases)
  func `an empty first line unsets it, and an empty segment shows none`(
    shell: Shell
  ) async throws {
    var terminal = Terminal(shell: shell)
    terminal.environment = ["UNNAMED": "1"]
    let unnamed = try await terminal.run("\(shell.prompt)\nshown")
    #expect(unnamed.lines.first?.hasPrefix("⟨segment⟩ ") == true, "\(unnamed.text)")
    #expect(unnamed.lines.suffix(2) == ["shown nothing", ""])

    terminal.environment = ["SILENT": "1"]
    let silent = try await terminal.run("\(shell.prompt)\nshown")
    #expect(!silent.text.contains("⟨"))
    #expect(silent.lines.suffix(2) == ["shown v1:selected%20x", ""])
  }

  @Test(arguments: Shell.allCases)
  func `with EPSWITCH_NO_PROMPT nothing counts as shown`(shell: Shell) async throws {
    let set = shell == .fish ? "set -gx EPSWITCH_NO_PROMPT 1" : "export EPSWITCH_NO_PROMPT=1"
    let result = try await Terminal(shell: shell).run(
      "\(shell.hook)\nshown\n\(set)\n\(shell.hook)\nshown\nepaccount bolt\nshown")
    #expect(
      result.lines == [
        "shown v1:selected%20x", "shown nothing", "acting as bolt-id", "shown nothing", "",
      ])
  }

  @Test func `bash that expands no variables in the prompt shows nothing`() async throws {
    let result = try await Terminal(shell: .bash, setUp: "shopt -u promptvars").run(
      "\(Shell.bash.hook)\nshown")
    #expect(result.lines == ["shown nothing", ""])
  }

  @Test(arguments: InitScriptTests.setUps)
  func `a shell keeps its terminal ID, and hands it to its programs`(
    setUp: (shell: Shell, setUp: String)
  ) async throws {
    let shell = setUp.shell
    let result = try await Terminal(shell: shell, setUp: setUp.setUp).run(
      "terminal\n\(shell.load)\nterminal\nsh -c terminal\n\(shell.hook)\nepaccount bolt\nterminal")
    let ids = result.lines.filter { $0 != "acting as bolt-id" }.dropLast()
    #expect(ids.count == 4 && Set(ids).count == 1, "\(result.text)\(result.errors)")
    #expect(ids[0].wholeMatch(of: /[1-9][0-9]*-[0-9-]*[0-9]{3,}/) != nil, "\(ids[0])")
  }

  @Test(arguments: Shell.allCases, Shell.allCases)
  func `a shell inside another has a terminal ID of its own and was shown nothing`(
    outer: Shell, inner: Shell
  ) async throws {
    try await withFolder { folder in
      let nested = folder.appending(path: "nested", directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: nested, withIntermediateDirectories: true)
      try Terminal(shell: inner).prepare(nested)
      try Terminal(shell: outer).prepare(folder)
      let script = "\(inner.load.replacing("init", with: "nested/init"))\nterminal\nshown"
      try install(script, as: "inner.script", in: folder)
      let flags = inner == .fish ? "--no-config" : inner == .zsh ? "-f" : "--norc"
      let result = try await Program.run(
        outer.rawValue,
        // With `allexport` even the variables that are not exported reach the inner shell.
        outer.arguments(
          """
          \(outer == .fish ? "" : "set -a")
          \(outer.load)
          \(outer.hook)
          terminal
          shown
          \(inner.rawValue) \(flags) inner.script
          terminal
          """), in: folder)
      let lines = result.lines
      try #require(lines.count == 6, "\(result.text)\(result.errors)")
      #expect(lines[1] == "shown v1:selected%20x")
      #expect(lines[3] == "shown nothing")
      #expect(lines[0] == lines[4])
      #expect(lines[0] != lines[2])
      #expect(lines[2].hasPrefix("none") == false && lines[2].count > 3)
    }
  }

  @Test(arguments: Shell.allCases)
  func `epswitch_off leaves neither a terminal ID nor an account`(shell: Shell) async throws {
    let result = try await Terminal(shell: shell).run(
      "\(shell.hook)\nepaccount bolt\nepswitch_off\nterminal\nshown\npinned", initialized: 2)
    #expect(
      result.lines == ["acting as bolt-id", "none", "shown nothing", "pinned nothing", ""])
  }
}

extension Shell {
  /// Runs the init script again.
  fileprivate var load: String { self == .fish ? "source init" : #"eval "$(cat init)""# }

  /// Does what happens before a prompt, without the prompt.
  fileprivate var hook: String {
    switch self {
    case .bash: #"eval "${PROMPT_COMMAND[*]-}""#
    case .zsh: #"for hook in "${precmd_functions[@]}"; do $hook; done"#
    case .fish: "emit fish_prompt"
    }
  }
}
