import Foundation
import Synchronization

/// A line on stderr that tells how many accounts are in; nothing where stderr is no terminal.
final class RosterProgress: Sendable {
  private let console: Console
  private let lastShown = Mutex(ContinuousClock.now - .seconds(1))
  private let isShown: Bool

  init(_ console: Console) {
    self.console = console
    isShown = console.errorIsTerminal && Environment()["TERM"] != "dumb"
  }

  /// Tells that `loaded` accounts are in, of `total` where that is known. At most ten times a
  /// second reaches the terminal.
  @Sendable func report(loaded: Int, total: Int?) {
    guard isShown, let total, total > loaded else { return }
    let isDue = lastShown.withLock { last in
      let now = ContinuousClock.now
      guard now - last >= .milliseconds(100) else { return false }
      last = now
      return true
    }
    if isDue { console.prompt("\r\u{1B}[KLoading accounts: \(loaded) of \(total) …") }
  }

  /// Takes the line away.
  func end() {
    if isShown { console.prompt("\r\u{1B}[K") }
  }
}
