import AccountViewModel

/// Makes keys of what curses reads.
///
/// curses knows the sequences of its terminal. Its wide-character reading is not used: one byte that
/// is not UTF-8 makes it swallow the fifteen after it. What it does not know arrives as single
/// bytes, and is dropped here instead of being taken for typed text.
struct KeyDecoder {
  /// A byte from the terminal, or curses's code for a whole sequence.
  enum Input: Hashable, Sendable {
    case byte(UInt8)
    case code(CInt)
  }

  /// How much of a paste is taken, in bytes.
  static let pasteLimit = 64 * 1024

  /// How many bytes of a sequence's parameters are looked at: more than a report of the mouse has.
  private static let parameterLimit = 24

  /// A paste whose end mark got lost ends by itself after this much silence.
  static let pastePatience = Duration.seconds(2)

  private enum State {
    case ground
    case escape
    /// In `ESC [ parameters final` with these parameter bytes read, of which the first few count.
    case controlSequence(parameters: [UInt8])
    /// The next byte ends a sequence, whatever it is.
    case lastByte
    /// In a string to the terminal (`ESC ]` and its kin), which a bell or `ESC \` ends.
    case string(escaped: Bool)
    /// In a character of so many bytes; with an escape before it, it was pressed with Alt.
    case character(bytes: [UInt8], length: Int, escaped: Bool)
    case paste(bytes: [UInt8], lastInput: ContinuousClock.Instant)
  }

  private var state = State.ground

  /// Takes in what was read at `moment`.
  mutating func decode(_ input: Input, at moment: ContinuousClock.Instant) -> [Key] {
    if case .paste(var bytes, let lastInput) = state {
      guard moment - lastInput > Self.pastePatience else {
        // Frees the bytes of the state, so that they are not copied for each one.
        state = .ground
        return continuePaste(&bytes, with: input, at: moment)
      }
      state = .ground
      return paste(bytes) + decode(input, at: moment)
    }
    switch input {
    case .code(KeyTable.pasteStart):
      state = .paste(bytes: [], lastInput: moment)
      return []
    case .code(let code):
      // With an escape before it, it was pressed with Alt.
      if case .escape = state {
        state = .ground
        return []
      }
      state = .ground
      return KeyTable.key(of: code).map { [$0] } ?? []
    case .byte(let byte):
      return decode(byte)
    }
  }

  /// Takes in that nothing more is waiting: an escape character was the Esc key.
  mutating func pause() -> [Key] {
    switch state {
    case .escape:
      state = .ground
      return [.escape]
    case .controlSequence(parameters: []), .lastByte, .string:
      // A letter pressed with Alt, or the terminal gave up.
      state = .ground
      return []
    case .ground, .controlSequence, .character, .paste:
      return []
    }
  }

  private mutating func decode(_ byte: UInt8) -> [Key] {
    switch state {
    case .ground:
      return start(byte)
    case .escape:
      return decodeEscaped(byte)
    case .controlSequence(let parameters):
      switch byte {
      case 0x20...0x3F:
        state = .controlSequence(
          parameters: parameters.count < Self.parameterLimit ? parameters + [byte] : parameters)
      // The Linux console sends `ESC [ [ A` for F1.
      case UInt8(ascii: "[") where parameters.isEmpty: state = .lastByte
      case 0x40...0x7E:
        state = .ground
        return mouseKey(parameters, final: byte)
      default: return restart(byte)
      }
      return []
    case .lastByte:
      state = .ground
      return (0x20...0x7E).contains(byte) ? [] : start(byte)
    case .string(let escaped):
      let isEnd = byte == 0x07 || (escaped && byte == UInt8(ascii: "\\"))
      state = isEnd ? .ground : .string(escaped: byte == 0x1B)
      return []
    case .character(var bytes, let length, let escaped):
      guard (0x80...0xBF).contains(byte) else { return restart(byte) }
      bytes.append(byte)
      guard bytes.count == length else {
        state = .character(bytes: bytes, length: length, escaped: escaped)
        return []
      }
      state = .ground
      guard !escaped, let text = String(validating: bytes, as: UTF8.self) else { return [] }
      return text.unicodeScalars.allSatisfy(\.isDisplayable) ? text.map { .character($0) } : []
    case .paste:
      return []
    }
  }

  private mutating func restart(_ byte: UInt8) -> [Key] {
    state = .ground
    return start(byte)
  }

  private mutating func start(_ byte: UInt8) -> [Key] {
    switch byte {
    case 0x00: return [.control(" ")]
    case 0x08, 0x7F: return [.backspace]
    case 0x09: return [.tab]
    // A line feed is Ctrl-J: the terminal sends a carriage return for Enter, which stays one.
    case 0x0D: return [.enter]
    case 0x1B:
      state = .escape
      return []
    case 0x01...0x1A: return [.control(Character(Unicode.Scalar(byte + 0x60)))]
    case 0x1C...0x1F: return [.control(Character(Unicode.Scalar(byte + 0x40)))]
    case 0x20...0x7E: return [.character(Character(Unicode.Scalar(byte)))]
    default:
      startCharacter(byte, escaped: false)
      return []
    }
  }

  /// Starts a character of several bytes, if `byte` can (RFC 3629).
  private mutating func startCharacter(_ byte: UInt8, escaped: Bool) {
    let length =
      switch byte {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    state = length > 0 ? .character(bytes: [byte], length: length, escaped: escaped) : .ground
  }

  private mutating func decodeEscaped(_ byte: UInt8) -> [Key] {
    switch byte {
    case 0x1B: return [.escape]
    case UInt8(ascii: "["): state = .controlSequence(parameters: [])
    case UInt8(ascii: "O"), 0x20...0x2F: state = .lastByte
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      state = .string(escaped: false)
    default: startCharacter(byte, escaped: true)
    }
    return []
  }
}

// MARK: - The mouse

/// What a report of the mouse means (SGR form, `ESC [ < button ; column ; row M`); every other sequence
/// means nothing.
private func mouseKey(_ parameters: [UInt8], final: UInt8) -> [Key] {
  guard final == UInt8(ascii: "M"), parameters.first == UInt8(ascii: "<") else { return [] }
  let numbers = parameters.dropFirst().split(
    separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
  ).map { Int(String(decoding: $0, as: UTF8.self)) }
  guard numbers.count == 3, let button = numbers[0], let column = numbers[1], let row = numbers[2],
    column > 0, row > 0
  else { return [] }
  return switch button {
  case 0: [.click(column: column - 1, row: row - 1)]
  case 64: [.wheelUp]
  case 65: [.wheelDown]
  default: []
  }
}

// MARK: - Paste

extension KeyDecoder {
  private mutating func continuePaste(
    _ bytes: inout [UInt8], with input: Input, at moment: ContinuousClock.Instant
  ) -> [Key] {
    if input == .code(KeyTable.pasteEnd) { return paste(bytes) }
    if case .byte(let byte) = input, bytes.count < Self.pasteLimit { bytes.append(byte) }
    state = .paste(bytes: bytes, lastInput: moment)
    return []
  }

  /// The paste as text: lines end in a newline, and nothing in it acts.
  private func paste(_ bytes: [UInt8]) -> [Key] {
    var text = String.UnicodeScalarView()
    let whole = String(decoding: bytes, as: UTF8.self)
    for character in whole {
      if character == "\r" || character == "\r\n" || character == "\n" {
        text.append("\n")
      } else {
        text += character.unicodeScalars.filter { $0 == "\t" || $0.isDisplayable }
      }
    }
    return text.isEmpty ? [] : [.paste(String(text))]
  }
}
