import AccountViewModel
import CNcurses

/// The keys that terminals send as sequences, and the codes curses gives for them.
enum KeyTable {
  /// Codes of our own, beyond those curses hands out.
  static let pasteStart: CInt = 0x7000
  static let pasteEnd: CInt = 0x7001

  /// The key of a code; `nil` for the many that mean nothing to us.
  static func key(of code: CInt) -> Key? {
    if (KEY_F0 + 1...KEY_F0 + 63).contains(code) { return .function(Int(code - KEY_F0)) }
    return keys[code]
  }

  private static let keys: [CInt: Key] = [
    KEY_ENTER: .enter, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_BTAB: .backTab,
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right,
    KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_HOME: .home, KEY_END: .end,
    // The corners and the middle of the number pad.
    KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown, KEY_FIND: .home,
    KEY_SELECT: .end,
  ]

  /// Sequences, after the escape character, that terminals send whatever their description says.
  static let sequences: [(String, CInt)] = [
    ("[200~", pasteStart), ("[201~", pasteEnd),
    ("[A", KEY_UP), ("[B", KEY_DOWN), ("[C", KEY_RIGHT), ("[D", KEY_LEFT),
    ("OA", KEY_UP), ("OB", KEY_DOWN), ("OC", KEY_RIGHT), ("OD", KEY_LEFT),
    ("[H", KEY_HOME), ("OH", KEY_HOME), ("[1~", KEY_HOME), ("[7~", KEY_HOME),
    ("[F", KEY_END), ("OF", KEY_END), ("[4~", KEY_END), ("[8~", KEY_END),
    ("[3~", KEY_DC), ("[5~", KEY_PPAGE), ("[6~", KEY_NPAGE), ("[Z", KEY_BTAB), ("OM", KEY_ENTER),
  ]

  /// Function keys, for where curses does not know the terminal's own.
  static let functionKeys: [(String, CInt)] = [
    ("OP", KEY_F0 + 1), ("[11~", KEY_F0 + 1), ("[[A", KEY_F0 + 1), ("[15~", KEY_F0 + 5),
    ("[[E", KEY_F0 + 5),
  ]

  /// The number pad in the mode curses puts it into (DEC application keypad): what is printed on
  /// it, although descriptions of terminals have names of their own for these. `j` to `y` stand for `*` to
  /// `9`, which come 64 earlier in ASCII.
  static let numberPad: [(String, CInt)] =
    "jklmnopqrstuvwxy".unicodeScalars.map { ("O\($0)", CInt($0.value - 64)) }
}

/// Reading keys, without waiting for them.
extension Terminal {
  /// How long after an escape character the rest of a sequence may come, in milliseconds. On a
  /// terminal the whole sequence comes at once; Esc alone costs this long.
  static let escapeDelay: CInt = 25

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
    guard height == nil else { return input.next(from: device.input) }
    let value = wgetch(stdscr)
    guard value != ERR else { return nil }
    return UInt8(exactly: value).map { .byte($0) } ?? .code(value)
  }
}
