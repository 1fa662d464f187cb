import Foundation
import Synchronization

/// Reads a line from the terminal without showing it.
enum HiddenInput {
  /// The line without its end; `nil` at the end of input.
  ///
  /// A signal that would end the process is held until the terminal shows typing again, and takes
  /// effect then; Ctrl-Z does nothing meanwhile.
  static func readLine() -> String? {
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return Swift.readLine() }
    arrived.store(0, ordering: .relaxed)
    let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    let before = endings.map { install(record, for: $0) } + [install(SIG_IGN, for: SIGTSTP)]
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    let line = readBytes()
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
    for (number, action) in zip(endings + [SIGTSTP], before) {
      var action = action
      sigaction(number, &action, nil)
    }
    let held = arrived.load(ordering: .relaxed)
    if held != 0 { raise(held) }
    return line
  }

  private static func readBytes() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
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
