import Foundation
import ProgramTesting

/// A shell with the integration of `epswitch init` in it, as a person has it.
enum IntegratedShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The file that the shell reads when it starts, and what has to be typed to start it. Its prompt
  /// is like that of every ``Screen``: the number of the command and the exit code of the last one.
  fileprivate var start: (file: String, text: String, command: String) {
    switch self {
    case .bash:
      (".bash-start", #"eval "$(epswitch init bash)""#, ". ~/.bash-start")
    case .zsh:
      (
        ".zshrc",
        """
        setopt promptsubst
        count=1
        precmd() { code=$?; (( ++count )) }
        PROMPT='$count:$code shell> '
        eval "$(epswitch init zsh)"
        """, "exec zsh -d"
      )
    case .fish:
      (
        "start.fish",
        """
        set -g fish_greeting
        set -g count 1
        function count --on-event fish_prompt
            set -g count (math $count + 1)
        end
        function fish_prompt
            set -l code $status
            echo -n "$count:$code shell> "
        end
        epswitch init fish | source
        """, "exec fish --no-config -C 'source ~/start.fish'"
      )
    }
  }
}

extension Screen {
  /// Loads the integration into a shell of this kind, as the first command of the terminal.
  func start(_ shell: IntegratedShell, in home: Home) async throws {
    let (file, text, command) = shell.start
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(home.path)/\(file)"))
    try await run(command)
  }

  /// The line of the prompt that waits for a command.
  func prompt() async throws -> String {
    try await waitForShell()
    return try await text.split(separator: "\n").last { $0.contains("shell>") }.map(String.init)
      ?? ""
  }

  /// What a command acts as, by `EP_ACCOUNT_ID`; what epswitch says besides is on the screen.
  ///
  /// - Parameter before: typed in front of it on the same line.
  func actingID(_ before: String = "", in home: Home) async throws -> String {
    let code = try await run("\(before)epswitch exec -- printenv EP_ACCOUNT_ID > ~/acting-as")
    guard code == 0 else { return "exit \(code)" }
    return try String(contentsOfFile: "\(home.path)/acting-as", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
  }
}

/// Runs a test in two terminals of one person, each with a shell and the integration in it, on a
/// screen where no line of epswitch is wrapped.
func withTerminals(
  _ program: Program, shell: IntegratedShell = .bash,
  _ body: (_ first: Screen, _ second: Screen) async throws -> Void
) async throws {
  try await withScreens(program, program, columns: 240, rows: 24) { first, second in
    try await first.start(shell, in: program.home)
    try await second.start(shell, in: program.home)
    try await body(first, second)
  }
}
