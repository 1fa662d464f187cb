package import AccountViewModel
import CNcurses
import Dispatch
import Foundation

extension Terminal {
  /// Shows `screen` and feeds it keys, sizes and the time until it is finished, or until the task
  /// is cancelled.
  ///
  /// The first picture is painted before the first effect is performed. Ctrl-L paints everything
  /// again and is not told to the screen.
  ///
  /// - Parameters:
  ///   - effects: what to do once the first picture is on the terminal.
  ///   - perform: carries an effect out and tells the screen about it through its second argument,
  ///     at once or later; what comes after the end is ignored. For an effect that stops the program
  ///     it calls ``suspend()``.
  /// - Returns: the screen in its last state, after the terminal was given back.
  /// - Throws: ``TerminalError``, after the terminal was given back.
  package func run<S: Screen>(
    _ screen: S, starting effects: [S.Effect] = [],
    perform:
      @escaping @MainActor (S.Effect, @escaping @MainActor @Sendable (S.Message) -> Void) -> Void
  ) async throws(TerminalError) -> S {
    // Before curses, which catches only the signals that nobody else does.
    let signals = signal_pipe_start()
    guard signals >= 0 else { throw .refused(errno) }
    defer { signal_pipe_stop() }
    try enter()
    defer { leave() }

    let (interruptions, end) = AsyncStream.makeStream(of: CInt.self)
    let wakeup = Wakeup()
    defer { wakeup.cancel() }
    let loop = ScreenLoop(
      screen,
      in: .init(
        now: { Date() },
        paint: { self.draw($0) },
        wake: { wakeup.set($0) },
        afterTurn: { action in DispatchQueue.main.async { MainActor.assumeIsolated(action) } },
        perform: perform,
        finish: { end.finish() }))
    defer { loop.stop() }
    wakeup.action = { loop.tick() }
    defer { wakeup.action = {} }

    loop.start(size: size, effects: effects)
    let sources = EventSources(self, signals: signals) { keys in
      self.press(keys, on: loop)
    } signalCame: { signal in
      if self.obey(signal, on: loop) { return }
      loop.stop()
      end.yield(signal)
    }
    defer { sources.cancel() }
    for await signal in interruptions { throw .interrupted(signal: signal) }
    return loop.screen
  }

  private func press<S: Screen>(_ keys: [Key], on loop: ScreenLoop<S>) {
    let redraw = Key.control("l")
    if keys.contains(redraw) {
      repaint()
      loop.resize(to: size)
    }
    loop.press(keys.filter { $0 != redraw })
  }

  /// Does what a signal asks for, unless it asks for the end.
  ///
  /// - Returns: whether it was done.
  private func obey<S: Screen>(_ signal: CInt, on loop: ScreenLoop<S>) -> Bool {
    switch signal {
    case SIGWINCH: matchSize()
    case SIGCONT: reclaim()
    case SIGTSTP:
      suspend()
      return true
    default: return false
    }
    loop.resize(to: size)
    return true
  }
}
