/// Which letters a text holds, as a set of 64 bits: a text that lacks one of a term's bits cannot
/// match it, which is found out without reading the text.
struct Signature: Hashable, Sendable {
  private let bits: UInt64

  /// - Parameter units: a text in its searched form, with its case folded.
  init(of units: some Sequence<UInt16>) {
    bits = units.reduce(0) { $0 | bit(of: $1) }
  }

  func contains(_ other: Self) -> Bool { bits & other.bits == other.bits }
}

/// A bit of its own for each small letter and digit of ASCII; the rest share 28.
private func bit(of unit: UInt16) -> UInt64 {
  switch unit {
  case 0x61...0x7A: 1 << (unit - 0x61)
  case 0x30...0x39: 1 << (26 + unit - 0x30)
  default: 1 << (36 + unit % 28)
  }
}
