/// The random key of one run: whoever does not know it gets nothing.
package struct AccessKey: Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits, 128 bits from the system's random source.
  package let text: String

  package init() {
    var generator = SystemRandomNumberGenerator()
    text = (0..<2).map { _ in
      let half = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - half.count) + half
    }.joined()
  }

  /// Whether a text is the key; how long that takes does not depend on where the two differ.
  func matches(_ candidate: some StringProtocol) -> Bool {
    guard text.utf8.count == candidate.utf8.count else { return false }
    var difference: UInt8 = 0
    for (one, two) in zip(text.utf8, candidate.utf8) { difference |= one ^ two }
    return difference == 0
  }

  package var description: String { "[redacted]" }
}
