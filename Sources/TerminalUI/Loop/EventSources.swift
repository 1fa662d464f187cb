import AccountViewModel
import CNcurses
import Dispatch
import Foundation

/// Watches the keyboard and the signals from the main queue, and sleeps in between.
@MainActor final class EventSources {
  /// How many bytes are read before others get their turn.
  private static let inputAtOnce = 4096

  private let terminal: Terminal
  private let signals: CInt
  private let inbox: AsyncStream<TerminalEvent>.Continuation
  private var decoder = KeyDecoder()
  private var sources: [any DispatchSourceRead] = []

  /// - Parameter signals: the descriptor each signal arrives on as one byte, without blocking.
  init(
    _ terminal: Terminal, signals: CInt, inbox: AsyncStream<TerminalEvent>.Continuation
  ) {
    self.terminal = terminal
    self.signals = signals
    self.inbox = inbox
    let device = terminal.device
    watch(device.input, keeping: device) { $0.readKeys() }
    watch(signals, keeping: device) { $0.readSignals() }
  }

  func cancel() {
    for source in sources { source.cancel() }
    sources = []
  }

  /// - Parameter device: stays open until the system no longer looks at its descriptor.
  private func watch(
    _ descriptor: CInt, keeping device: TerminalDevice,
    read: @escaping @MainActor @Sendable (EventSources) -> Void
  ) {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
    source.setEventHandler { [weak self] in
      MainActor.assumeIsolated {
        if let self, !self.sources.isEmpty { read(self) }
      }
    }
    source.setCancelHandler { withExtendedLifetime(device) {} }
    source.activate()
    sources.append(source)
  }

  private func readKeys() {
    let now = ContinuousClock.now
    var keys: [Key] = []
    var isDrained = false
    for _ in 0..<Self.inputAtOnce {
      guard let input = terminal.nextInput() else {
        isDrained = true
        break
      }
      keys += decoder.decode(input, at: now)
    }
    if isDrained { keys += decoder.pause() }
    if !keys.isEmpty { inbox.yield(.keys(keys)) }
    if terminal.device.isHungUp {
      inbox.yield(.signal(SIGHUP))
      cancel()
    } else if !isDrained {
      // curses may hold the rest, of which the system knows nothing.
      DispatchQueue.main.async { [weak self] in
        MainActor.assumeIsolated { self?.readKeys() }
      }
    }
  }

  private func readSignals() {
    var signal: UInt8 = 0
    while read(signals, &signal, 1) == 1 { inbox.yield(.signal(CInt(signal))) }
  }
}
