import AccountModel
import Foundation
import Synchronization

/// A line at the end of what a program writes to a terminal that is kept current; other lines go
/// above it. Where it cannot be drawn, other lines are written as they are.
final class StatusLine: Sendable {
  /// The line for so many cells.
  typealias Text = @Sendable (_ columns: Int) -> CleanText

  private struct State {
    var text: Text?
    /// What is on the terminal now.
    var shown: CleanText = ""
  }

  private let console: Console
  private let isDumb: Bool
  private let state = Mutex(State())

  /// - Parameter term: what `TERM` says.
  init(_ console: Console, term: String?) {
    self.console = console
    isDumb = [nil, "", "dumb"].contains(term)
  }

  /// Whether it can be drawn: not into a file, and not over a shell whose job this is.
  var isPossible: Bool {
    console.errorIsTerminal && !isDumb && tcgetpgrp(STDERR_FILENO) == getpgrp()
  }

  /// Shows a text from now on; `nil` removes it.
  func show(_ text: Text?) {
    state.withLock { state in
      state.text = text
      draw(&state)
    }
  }

  /// Draws the line again where it has changed.
  func refresh() { state.withLock { draw(&$0) } }

  /// Writes a line above it.
  func note(_ line: CleanText) {
    state.withLock { state in
      let status = current(state)
      guard !status.isEmpty else { return console.note(line) }
      console.replaceLine(with: console.fitted(line) + "\n" + status)
      state.shown = status
    }
  }

  private func draw(_ state: inout State) {
    let status = current(state)
    guard status != state.shown else { return }
    // A shell that has the terminal by now has its own line there.
    if isPossible { console.replaceLine(with: status) }
    state.shown = status
  }

  private func current(_ state: State) -> CleanText {
    guard let text = state.text, isPossible else { return "" }
    // A terminal shows ^C behind it, which must not begin another line.
    return text(max(1, (console.errorColumns ?? 80) - 3))
  }
}
