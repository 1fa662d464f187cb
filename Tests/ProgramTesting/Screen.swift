package import Foundation
import Synchronization

/// A terminal with a shell in it, as a person sees it; tmux plays the terminal.
package final class Screen: Sendable {
  private let tmux: Tmux
  /// How many commands the shell was given.
  private let commandCount = Mutex(0)

  private init(_ tmux: Tmux) { self.tmux = tmux }

  /// Opens a terminal in which bash runs in the environment of the program, with job control.
  fileprivate static func open(
    _ program: Program, columns: Int, rows: Int, term: String
  ) async throws -> Screen {
    let tmux = try Tmux()
    var variables = program.environment
    variables["TERM"] = term
    // The number of the next command, and the exit code of the last one.
    variables["PS1"] = "\\#:$? shell> "
    variables["HISTFILE"] = ""
    let environment = variables.map { "\($0)=\($1)" }.sorted()
    _ = try await tmux.run(
      [
        "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", program.home.path,
        "env", "-i",
      ] + environment + ["bash", "--norc", "--noprofile", "--noediting", "-i"])
    return Screen(tmux)
  }

  fileprivate func close() async { _ = try? await tmux("kill-server") }
}

/// Runs a test in a terminal of its own. Whatever still runs in it is ended with the test.
///
/// - Parameter term: what `TERM` says.
package func withScreen(
  _ program: Program, columns: Int = 80, rows: Int = 24, term: String = "tmux-256color",
  _ body: (Screen) async throws -> Void
) async throws {
  let screen = try await Screen.open(program, columns: columns, rows: rows, term: term)
  do {
    try await screen.waitForShell()
    try await body(screen)
  } catch {
    await screen.close()
    throw error
  }
  await screen.close()
}

/// Runs a test in two terminals side by side, each with a shell of its own.
///
/// The programs may share a home, as two terminals of one person do.
///
/// - Parameter term: what `TERM` says in both.
package func withScreens(
  _ first: Program, _ second: Program, columns: Int = 80, rows: Int = 24,
  term: String = "tmux-256color", _ body: (Screen, Screen) async throws -> Void
) async throws {
  try await withScreen(first, columns: columns, rows: rows, term: term) { left in
    try await withScreen(second, columns: columns, rows: rows, term: term) { right in
      try await body(left, right)
    }
  }
}

// MARK: - Keys in

extension Screen {
  /// Presses keys by the names tmux has for them: `Enter`, `Escape`, `Down`, `C-c`, `j`.
  package func press(_ keys: String...) async throws {
    _ = try await tmux.run(["send-keys"] + keys)
  }

  /// Types a text as it is.
  package func type(_ text: String) async throws {
    _ = try await tmux.run(["send-keys", "-l", text])
  }

  /// Pastes a text as a terminal does, with marks around it where the program asked for them.
  package func paste(_ text: String) async throws {
    try await tmux("set-buffer", text)
    try await tmux("paste-buffer", "-p")
  }

  /// Types a command into the shell and presses Enter. It has to be one line and one command.
  package func enter(_ command: String) async throws {
    commandCount.withLock { $0 += 1 }
    try await type(command)
    try await press("Enter")
  }

  /// The number in the prompt that follows the last command given.
  var promptNumber: Int { commandCount.withLock { $0 } + 1 }

  /// Changes the size of the window.
  package func resize(columns: Int, rows: Int) async throws {
    try await tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }
}

// MARK: - Picture out

extension Screen {
  /// What is on the screen, a line for each row, without blanks at their ends.
  package var text: String {
    get async throws { try await tmux("capture-pane", "-p") }
  }

  /// Like ``text``, with the sequences that colour it.
  package var colours: String {
    get async throws { try await tmux("capture-pane", "-p", "-e") }
  }

  /// Whether the other screen of the terminal is in view, on which programs draw.
  package var showsOtherScreen: Bool {
    get async throws { try await ask("alternate_on") == "1" }
  }

  /// Whether what is typed is shown by the terminal itself (`ECHO`).
  package var showsTyping: Bool {
    get async throws {
      let descriptor = Foundation.open(try await ask("pane_tty"), O_RDONLY | O_NOCTTY)
      defer { Foundation.close(descriptor) }
      var modes = termios()
      guard tcgetattr(descriptor, &modes) == 0 else {
        throw TmuxFailure(reason: "the terminal does not tell its modes: errno \(errno)")
      }
      return modes.c_lflag & tcflag_t(ECHO) != 0
    }
  }

  /// The title that the terminal was given.
  package var title: String {
    get async throws { try await ask("pane_title") }
  }

  /// The process that has the terminal now: the program while it runs, else the shell.
  package var foregroundProcess: Int32 {
    get async throws {
      let shell = try await ask("pane_pid")
      let status = try String(contentsOfFile: "/proc/\(shell)/stat", encoding: .utf8)
      // After the name in brackets: state, parent, group, session, terminal, foreground group.
      let fields = status.drop { $0 != ")" }.split(separator: " ")
      guard fields.count > 6, let group = Int32(fields[6]) else {
        throw TmuxFailure(reason: "there is no foreground process in: \(status)")
      }
      return group
    }
  }

  private func ask(_ variable: String) async throws -> String {
    try await tmux("display-message", "-p", "#{\(variable)}").trimmingCharacters(in: .newlines)
  }
}

// MARK: - Recording

extension Screen {
  /// Keeps every byte that is written to the terminal from now on.
  package func record() async throws {
    try await tmux("pipe-pane", "cat >> '\(tmux.recording)'")
  }

  /// What was written to the terminal since ``record()``.
  package var recording: Data {
    get throws { try Data(contentsOf: URL(fileURLWithPath: tmux.recording)) }
  }
}
