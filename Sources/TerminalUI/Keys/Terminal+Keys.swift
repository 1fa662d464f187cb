import CNcurses

/// Reading keys, without waiting for them.
extension Terminal {
  /// How long after an escape character the rest of a sequence may come, in milliseconds. On a
  /// terminal the whole sequence comes at once; Esc alone costs this long.
  private static let escapeDelay: CInt = 25

  func prepareKeys() {
    set_escdelay(Self.escapeDelay)
    keypad(stdscr, true)
    for (sequence, code) in KeyTable.sequences where key_defined("\u{1B}" + sequence) <= 0 {
      define_key("\u{1B}" + sequence, code)
    }
    for (sequence, code) in KeyTable.numberPad { define_key("\u{1B}" + sequence, code) }
    // Reports of a mouse that another program left on are sequences like others, and dropped.
    define_key(nil, KEY_MOUSE)
  }

  /// The next byte or key code that is waiting.
  func nextInput() -> KeyDecoder.Input? {
    let value = wgetch(stdscr)
    guard value != ERR else { return nil }
    return UInt8(exactly: value).map { .byte($0) } ?? .code(value)
  }
}
