import AccountViewModel
import CNcurses
import Dispatch
import Foundation

/// Watches the keyboard and the signals from the main queue, and sleeps in between.
@MainActor final class EventSources {
  /// How many bytes and codes are read before others get their turn.
  private static let inputAtOnce = 4096

  private let terminal: Terminal
  private let signals: CInt
  private let keysPressed: @MainActor ([Key]) -> Void
  private let signalCame: @MainActor (CInt) -> Void
  private var decoder = KeyDecoder()
  private var sources: [any DispatchSourceRead] = []

  /// - Parameters:
  ///   - signals: the descriptor each signal arrives on as one byte, without blocking.
  ///   - keysPressed: gets the keys that were waiting together.
  ///   - signalCame: gets every signal, and `SIGHUP` when the terminal is gone.
  init(
    _ terminal: Terminal, signals: CInt, keysPressed: @escaping @MainActor ([Key]) -> Void,
    signalCame: @escaping @MainActor (CInt) -> Void
  ) {
    self.terminal = terminal
    self.signals = signals
    self.keysPressed = keysPressed
    self.signalCame = signalCame
    watch(terminal.device.input) { $0.readKeys() }
    watch(signals) { $0.readSignals() }
  }

  func cancel() {
    for source in sources { source.cancel() }
    sources = []
  }

  private func watch(
    _ descriptor: CInt, read: @escaping @MainActor @Sendable (EventSources) -> Void
  ) {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
    source.setEventHandler { [weak self] in
      MainActor.assumeIsolated {
        if let self { read(self) }
      }
    }
    // The descriptor has to stay open until the system no longer looks at it.
    source.setCancelHandler { [device = terminal.device] in withExtendedLifetime(device) {} }
    source.activate()
    sources.append(source)
  }

  private func readKeys() {
    guard !sources.isEmpty else { return }
    let now = ContinuousClock.now
    var keys: [Key] = []
    var isDrained = false
    for _ in 0..<Self.inputAtOnce where !isDrained {
      if let input = terminal.nextInput() {
        keys += decoder.decode(input, at: now)
      } else {
        keys += decoder.pause()
        isDrained = true
      }
    }
    if terminal.device.isHungUp {
      cancel()
      signalCame(SIGHUP)
      return
    }
    if !isDrained {
      // curses may hold the rest, of which the system knows nothing.
      DispatchQueue.main.async { [weak self] in
        MainActor.assumeIsolated { self?.readKeys() }
      }
    }
    keysPressed(keys)
  }

  private func readSignals() {
    var signal: UInt8 = 0
    while !sources.isEmpty, read(signals, &signal, 1) == 1 { signalCame(CInt(signal)) }
  }
}
