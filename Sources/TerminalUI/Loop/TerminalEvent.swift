import AccountViewModel

/// What wakes the loop.
enum TerminalEvent: Hashable, Sendable {
  /// Keys that were waiting together.
  case keys([Key])
  case signal(CInt)
  /// The moment asked for has come.
  case due
  /// An effect told the screen something.
  case changed
}
