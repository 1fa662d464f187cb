import AccountModel
import Foundation

/// Foreign text as a terminal may show it: nothing in it acts, and JSON is laid out in lines. It is
/// written piece by piece, so that memory does not grow with its length.
struct TerminalText {
  /// Takes the pieces, in order; the last one ends a line.
  let sink: (String) -> Void

  /// The deepest level that is indented more than the one around it: beyond, the white space would
  /// be many times the text.
  private static let mostIndents = 24

  /// The body of an answer, in parts that belong together.
  func write(_ parts: [Data]) {
    var layout = Layout(sink: sink)
    let isJSON = JSONOutline(parts.lazy.joined()) != nil
    for part in parts {
      let source = String(decoding: part, as: UTF8.self)
      if isJSON { layout.layOut(source) } else { layout.keepLines(of: source) }
    }
    layout.finish()
  }

  /// Text that keeps its lines.
  func write(plain source: String) {
    var layout = Layout(sink: sink)
    layout.keepLines(of: source)
    layout.flush()
  }

  private struct Layout {
    let sink: (String) -> Void
    private var pending = ""
    private var depth = 0
    /// Whether a line begins before whatever comes next.
    private var breaksLine = false
    /// Within a string, which may go on in the next part, and behind a backslash in it.
    private var isInString = false
    private var isEscaped = false

    init(sink: @escaping (String) -> Void) { self.sink = sink }

    mutating func keepLines(of source: String) {
      for scalar in source.unicodeScalars {
        add(scalar, acts: scalar.acts && scalar != "\n" && scalar != "\t")
      }
    }

    /// Indents by two spaces; numbers, the order of keys and escapes stay as the store wrote them.
    mutating func layOut(_ json: String) {
      for scalar in json.unicodeScalars {
        switch scalar {
        case _ where isInString: addToString(scalar)
        case " ", "\t", "\n", "\r", "\u{FEFF}": continue
        case "{", "[":
          breakLine()
          add(scalar, acts: false)
          depth += 1
          breaksLine = true
        case "}", "]":
          depth = max(0, depth - 1)
          // Nothing came since the opening one.
          let isEmpty = breaksLine
          breaksLine = !isEmpty
          breakLine()
          add(scalar, acts: false)
        case ",":
          add(scalar, acts: false)
          breaksLine = true
        case ":": pending += ": "
        case "\"":
          breakLine()
          add(scalar, acts: false)
          isInString = true
        default:
          breakLine()
          add(scalar, acts: scalar.acts)
        }
      }
    }

    /// Ends the last line.
    mutating func finish() {
      pending += "\n"
      flush()
    }

    mutating func flush() {
      if !pending.isEmpty { sink(pending) }
      pending = ""
    }

    private mutating func addToString(_ scalar: Unicode.Scalar) {
      add(scalar, acts: scalar.acts)
      isInString = scalar != "\"" || isEscaped
      isEscaped = scalar == "\\" && !isEscaped
    }

    private mutating func breakLine() {
      guard breaksLine else { return }
      pending += "\n" + String(repeating: "  ", count: min(depth, TerminalText.mostIndents))
      breaksLine = false
    }

    /// What acts is written as JSON would escape it.
    private mutating func add(_ scalar: Unicode.Scalar, acts: Bool) {
      if acts {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          pending += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        pending.unicodeScalars.append(scalar)
      }
      if pending.utf8.count >= 1 << 16 { flush() }
    }
  }
}

extension Unicode.Scalar {
  /// Whether it acts on the terminal or on the text around it, instead of being seen.
  fileprivate var acts: Bool {
    // Most are, and their properties take long to look up.
    if (0x20...0x7E).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    // The joiners are needed to write Persian and Indic words and to compose emoji.
    case .format: return self != "\u{200C}" && self != "\u{200D}"
    default: return false
    }
  }
}
