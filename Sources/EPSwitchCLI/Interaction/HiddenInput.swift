import Foundation
import Synchronization

/// Reads a line from the terminal without showing it.
enum HiddenInput {
  /// The line without its end; `nil` at the end of input.
  ///
  /// A signal that would end the process is held until the terminal shows typing again, and takes
  /// effect then; Ctrl-Z does nothing meanwhile.
  ///
  /// - Parameter ask: shows the question. It is called when typing is no longer shown, so that an
  ///   answer that comes fast is not either.
  static func readLine(ask: () -> Void) -> String? {
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else {
      ask()
      return Swift.readLine()
    }
    arrived.store(0, ordering: .relaxed)
    let endings = endingSignals.filter { !isIgnored($0) }
    let before = endings.map { install(record, for: $0) } + [install(SIG_IGN, for: SIGTSTP)]
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    // What was typed before the question was shown in clear, so it is no answer and is discarded.
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    ask()
    let line = readBytes()
    // The rest of an answer that a signal cut short must not reach the shell, which shows it.
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
    for (number, action) in zip(endings + [SIGTSTP], before) {
      var action = action
      sigaction(number, &action, nil)
    }
    let held = arrived.load(ordering: .relaxed)
    if held != 0 { end(by: held) }
    return line
  }

  /// Every signal that ends a process from outside, as signal(7) lists them; crashes and `SIGKILL`
  /// cannot wait.
  private static let endingSignals: [Int32] = {
    let everywhere = [
      SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU,
      SIGXFSZ,
    ]
    #if os(Linux)
      return everywhere + [SIGIO, SIGPWR, SIGSTKFLT] + Array(34...64)
    #else
      return everywhere
    #endif
  }()

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Takes the signal as it would have been taken before.
  private static func end(by signal: Int32) {
    // Threads of Dispatch hold signals back.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(signal)
  }

  private static func readBytes() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while awaitsByte(), read(STDIN_FILENO, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  /// Waits for something to read; `false` when a signal came first.
  private static func awaitsByte() -> Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while arrived.load(ordering: .relaxed) == 0 {
      // Ten times a second: a signal that another thread takes does not end a wait of this one.
      if poll(&input, 1, 100) > 0 { return true }
    }
    return false
  }

  /// The signal that came while the typing was hidden; 0 for none.
  private static let arrived = Atomic<Int32>(0)

  private static let record: @convention(c) (Int32) -> Void = { number in
    HiddenInput.arrived.store(number, ordering: .relaxed)
  }

  /// Installs a handler without restarting system calls, so that reading ends; gives the old one.
  private static func install(
    _ handler: (@convention(c) (Int32) -> Void)?, for number: Int32
  ) -> sigaction {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    var before = sigaction()
    sigaction(number, &action, &before)
    return before
  }
}
