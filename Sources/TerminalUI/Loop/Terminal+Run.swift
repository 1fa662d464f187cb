package import AccountViewModel
import CNcurses
import Foundation

extension Terminal {
  /// Shows `screen` and feeds it keys, sizes and the time until it is finished, or until the task
  /// is cancelled.
  ///
  /// The first picture is painted before the first effect is performed. Ctrl-L paints everything
  /// anew and is not told to the screen.
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

    let (events, inbox) = AsyncStream.makeStream(of: TerminalEvent.self)
    let sources = EventSources(self, signals: signals, inbox: inbox)
    defer { sources.cancel() }
    let wakeup = Wakeup { inbox.yield(.due) }
    defer { wakeup.cancel() }
    let loop = ScreenLoop(
      screen,
      in: .init(
        now: { Date() },
        paint: { self.draw($0) },
        wake: { wakeup.set($0) },
        settleLater: { inbox.yield(.changed) },
        perform: perform))
    defer { loop.stop() }

    loop.start(size: device.size, effects: effects)
    var waiting = events.makeAsyncIterator()
    while !loop.isOver, let event = await waiting.next(isolation: #isolation) {
      try handle(event, for: loop)
    }
    return loop.screen
  }

  private func handle<S: Screen>(
    _ event: TerminalEvent, for loop: ScreenLoop<S>
  ) throws(TerminalError) {
    switch event {
    case .keys(let keys):
      loop.press(keys.filter { $0 != .control("l") })
      if keys.contains(.control("l")) { repaint() }
    case .signal(SIGWINCH):
      matchSize()
      loop.resize(to: device.size)
    case .signal(SIGCONT):
      reclaim()
      loop.resize(to: device.size)
    case .signal(SIGTSTP): suspend()
    case .signal(let signal): throw .interrupted(signal: signal)
    case .due: loop.tick()
    case .changed: loop.settle()
    }
  }
}
