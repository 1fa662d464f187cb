import ArgumentParser
import Foundation
import ShellBridge

/// A shell in which the init script has run, with a stand-in for `epswitch` that writes down how it
/// was called.
struct Terminal {
  let shell: Shell

  /// How the person set up the shell before the script runs.
  var setUp = ""

  /// What the stand-in offers on Tab, see ``CompletionCandidate``.
  var candidates: [CompletionCandidate] = []

  var environment: [String: String] = [:]

  /// What a person types, after the script has run so many times.
  func run(_ typed: String, initialized times: Int = 1) async throws -> Program.Result {
    try await withFolder { folder in
      try prepare(folder)
      let load = shell == .fish ? "source init" : #"eval "$(cat init)""#
      let script = [setUp] + Array(repeating: load, count: times) + [typed]
      return try await Program.run(
        shell.rawValue, shell.arguments(script.joined(separator: "\n")),
        environment: environment, in: folder)
    }
  }

  /// Puts the script and the programs it calls into a folder.
  func prepare(_ folder: URL) throws {
    let script = shell.initScript(
      completions: StandIn.completionScript(for: CompletionShell(rawValue: shell.rawValue)!))
    try Data(script.utf8).write(to: folder.appending(path: "init"))
    let lines = candidates.map { $0.line(for: shell) + "\n" }.joined()
    try Data(lines.utf8).write(to: folder.appending(path: "candidates"))
    try install(epswitch, as: "epswitch", in: folder)
    try install(
      "#!/bin/sh\necho \"pinned ${EPSWITCH_ACCOUNT-nothing}\"\n", as: "pinned", in: folder)
    try install(
      "#!/bin/sh\necho \"shown ${EPSWITCH_SHOWN-nothing}\"\n", as: "shown", in: folder)
    try install("#!/bin/sh\necho \"${EPSWITCH_TERMINAL-none}\"\n", as: "terminal", in: folder)
  }

  private var epswitch: String {
    """
    #!/bin/sh
    case $1 in
      resolve)
        case $2$3 in
          '') [ -e "$HOME/cancelled" ] && exit 130; echo bolt-id ;;
          --Acme*) echo acme-id ;;
          --bolt) echo bolt-id ;;
          *) echo "no account $3" >&2; exit 4 ;;
        esac ;;
      current) echo "acting as ${EPSWITCH_ACCOUNT:-the selected}" ;;
      prompt)
        [ "$2" = --shown ] || exit 64
        [ -n "$NOBODY" ] && exit 3
        [ -n "$FAILING" ] && [ -e "$HOME/fail" ] && { echo half; echo half; exit 1; }
        [ -n "$UNNAMED" ] && { echo; echo "⟨segment⟩"; exit; }
        echo "v1:${EPSWITCH_ACCOUNT:-selected}%20x"
        [ -n "$SILENT" ] || echo "⟨${EPSWITCH_ACCOUNT:-selected} 23:59⟩" ;;
      ---completion) cat "$HOME/candidates" ;;
      *) exit 64 ;;
    esac
    """
  }
}

/// A command line shaped like epswitch's, of which swift-argument-parser makes completion scripts.
private struct StandIn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "epswitch", subcommands: [Switch.self])

  struct Switch: ParsableCommand {
    @Argument(completion: .custom { _, _, _ in [] })
    var account: String?
  }
}
