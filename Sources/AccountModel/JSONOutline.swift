/// What can be said about JSON (RFC 8259) in one pass and without memory, before anything decodes
/// it: decoders take time and memory that grow with the depth of nesting.
package struct JSONOutline: Hashable, Sendable {
  /// How many arrays and objects are around the innermost value.
  package let depth: Int

  /// The deepest nesting that is read. Answers of the API have about ten levels.
  package static let mostDepth = 64

  /// The longest number that is read, in characters.
  fileprivate static let longestNumber = 400

  /// - Returns: `nil` for what is no JSON, or nested more deeply than ``mostDepth``.
  package init?(_ text: some Sequence<UInt8>) {
    // A buffer is read several times faster than a sequence of another module.
    let outline = text.withContiguousStorageIfAvailable { JSONOutline(reading: $0) }
    guard let outline = outline ?? JSONOutline(reading: text) else { return nil }
    self = outline
  }

  private init?(reading text: some Sequence<UInt8>) {
    var scanner = Scanner()
    // A byte order mark may come first, and decoders skip it.
    var mark: ArraySlice<UInt8> = [0xEF, 0xBB, 0xBF]
    for byte in text {
      if !mark.isEmpty {
        if mark.first == byte {
          mark.removeFirst()
          continue
        }
        mark = []
      }
      guard scanner.take(byte) else { return nil }
    }
    guard scanner.isComplete else { return nil }
    depth = scanner.deepest
  }
}

/// Reads bytes one at a time. Strings may hold anything but control characters of ASCII; whether
/// they are UTF-8 is left to whoever decodes them.
private struct Scanner {
  private enum Expected {
    case value
    /// A value, or the end of an array that has just begun.
    case firstElement
    case key
    /// A key, or the end of an object that has just begun.
    case firstKey
    case colon
    case commaOrEnd
    /// Nothing but white space.
    case end
  }

  private enum Inside {
    case nothing
    case string(isKey: Bool)
    case escape(isKey: Bool)
    case number(length: Int)
    case word(rest: Substring.UTF8View)
  }

  private var expected = Expected.value
  private var inside = Inside.nothing
  /// For each open bracket whether it is an object's.
  private var objects: [Bool] = []
  private(set) var deepest = 0

  var isComplete: Bool {
    switch inside {
    case .nothing: expected == .end
    case .number: objects.isEmpty
    default: false
    }
  }

  /// - Returns: whether it can still be JSON.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    // Most bytes of an answer are these, and change nothing.
    if case .string = inside, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      return true
    }
    return takeOther(byte)
  }

  private mutating func takeOther(_ byte: UInt8) -> Bool {
    switch inside {
    case .string(let isKey):
      switch byte {
      case UInt8(ascii: "\\"): inside = .escape(isKey: isKey)
      case UInt8(ascii: "\""):
        inside = .nothing
        if isKey { expected = .colon } else { endValue() }
      default: return false
      }
      return true
    case .escape(let isKey):
      inside = .string(isKey: isKey)
      return "\"\\/bfnrtu".utf8.contains(byte)
    case .word(var rest):
      guard rest.popFirst() == byte else { return false }
      inside = rest.isEmpty ? .nothing : .word(rest: rest)
      if rest.isEmpty { endValue() }
      return true
    case .number(let length):
      if "0123456789+-.eE".utf8.contains(byte) {
        inside = .number(length: length + 1)
        return length < JSONOutline.longestNumber
      }
      inside = .nothing
      endValue()
      return takeToken(byte)
    case .nothing: return takeToken(byte)
    }
  }

  private mutating func takeToken(_ byte: UInt8) -> Bool {
    switch (byte, expected) {
    case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): return true
    case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .firstElement):
      return open(isObject: true)
    case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .firstElement):
      return open(isObject: false)
    case (UInt8(ascii: "}"), .firstKey): return close(isObject: true)
    case (UInt8(ascii: "}"), .commaOrEnd): return close(isObject: true)
    case (UInt8(ascii: "]"), .firstElement): return close(isObject: false)
    case (UInt8(ascii: "]"), .commaOrEnd): return close(isObject: false)
    case (UInt8(ascii: ","), .commaOrEnd):
      expected = objects.last == true ? .key : .value
    case (UInt8(ascii: ":"), .colon): expected = .value
    case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .firstKey):
      inside = .string(isKey: true)
    case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .firstElement):
      inside = .string(isKey: false)
    case (UInt8(ascii: "t"), .value), (UInt8(ascii: "t"), .firstElement):
      inside = .word(rest: "rue"[...].utf8)
    case (UInt8(ascii: "f"), .value), (UInt8(ascii: "f"), .firstElement):
      inside = .word(rest: "alse"[...].utf8)
    case (UInt8(ascii: "n"), .value), (UInt8(ascii: "n"), .firstElement):
      inside = .word(rest: "ull"[...].utf8)
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), .value),
      (UInt8(ascii: "0")...UInt8(ascii: "9"), .firstElement),
      (UInt8(ascii: "-"), .value), (UInt8(ascii: "-"), .firstElement):
      inside = .number(length: 1)
    default: return false
    }
    return true
  }

  private mutating func open(isObject: Bool) -> Bool {
    objects.append(isObject)
    deepest = max(deepest, objects.count)
    expected = isObject ? .firstKey : .firstElement
    return objects.count <= JSONOutline.mostDepth
  }

  private mutating func close(isObject: Bool) -> Bool {
    guard objects.popLast() == isObject else { return false }
    endValue()
    return true
  }

  private mutating func endValue() { expected = objects.isEmpty ? .end : .commaOrEnd }
}
