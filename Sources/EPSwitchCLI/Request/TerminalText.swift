import Foundation

/// Foreign text as a terminal may show it: nothing in it acts, and JSON is laid out in lines.
struct TerminalText {
  private(set) var text = ""
  private var depth = 0
  /// Whether a line begins before whatever comes next.
  private var breaksLine = false

  /// The body of an answer.
  init(_ body: Data) {
    let source = String(decoding: body, as: UTF8.self)
    if (try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)) != nil {
      layOut(source)
    } else {
      keepLines(of: source)
    }
  }

  /// Text that keeps its lines.
  init(plain source: String) { keepLines(of: source) }

  private mutating func keepLines(of source: String) {
    for scalar in source.unicodeScalars {
      add(scalar, acts: scalar.acts && scalar != "\n" && scalar != "\t")
    }
  }

  /// Indents by two spaces; numbers, the order of keys and escapes stay as the store wrote them.
  private mutating func layOut(_ json: String) {
    var scalars = json.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case " ", "\t", "\n", "\r": continue
      case "{", "[":
        breakLine()
        text.unicodeScalars.append(scalar)
        depth += 1
        breaksLine = true
      case "}", "]":
        depth -= 1
        // Nothing came since the opening one.
        let isEmpty = breaksLine
        breaksLine = !isEmpty
        breakLine()
        text.unicodeScalars.append(scalar)
      case ",":
        text += ","
        breaksLine = true
      case ":": text += ": "
      case "\"":
        breakLine()
        text += "\""
        addString(&scalars)
      default:
        breakLine()
        add(scalar, acts: scalar.acts)
      }
    }
  }

  private mutating func addString(_ scalars: inout String.UnicodeScalarView.Iterator) {
    var isEscaped = false
    while let scalar = scalars.next() {
      add(scalar, acts: scalar.acts)
      if scalar == "\"", !isEscaped { return }
      isEscaped = scalar == "\\" && !isEscaped
    }
  }

  private mutating func breakLine() {
    guard breaksLine else { return }
    text += "\n" + String(repeating: "  ", count: depth)
    breaksLine = false
  }

  /// What acts is written as JSON would escape it.
  private mutating func add(_ scalar: Unicode.Scalar, acts: Bool) {
    guard acts else {
      text.unicodeScalars.append(scalar)
      return
    }
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

extension Unicode.Scalar {
  /// Whether it acts on the terminal or on the text around it, instead of being seen.
  fileprivate var acts: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // The joiners are needed to write Persian and Indic words and to compose emoji.
    case .format: self != "\u{200C}" && self != "\u{200D}"
    default: false
    }
  }
}
