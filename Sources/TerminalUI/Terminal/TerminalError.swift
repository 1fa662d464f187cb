/// Why there is no picture, or no more of it.
package enum TerminalError: Error, Hashable, Sendable {
  /// Neither the standard streams nor `/dev/tty` lead to a terminal.
  case notATerminal

  /// There is no description of the terminal `TERM` names; the name is empty when `TERM` is not set.
  case unknownTerminal(String)

  /// The terminal `TERM` names cannot put its cursor anywhere, as `dumb`.
  case dumbTerminal(String)

  /// The system refused what the terminal needs; the value is its `errno`.
  case refused(CInt)

  /// A signal asked the program to end, or the terminal hung up, which counts as `SIGHUP`. The
  /// terminal is restored; the exit code by custom is 128 plus the signal.
  case interrupted(signal: CInt)
}
