/// Which letters a text holds, as a set of 64 bits: a text that lacks one of a term's bits cannot
/// match it, which is found out without reading the text.
struct Signature: Hashable, Sendable {
  private let bits: UInt64

  /// - Parameter units: a text in its searched form, with its case folded.
  init(of units: Letters) {
    var bits: UInt64 = 0
    for place in units.indices { bits |= bit(of: units[place]) }
    self.bits = bits
  }

  func contains(_ other: Self) -> Bool { bits & other.bits == other.bits }
}

/// A bit of its own for each small letter, digit and sign of ASCII; other letters share them all.
///
/// The sum moves the letters, 0x61 to 0x7A, to the bits 0 to 25, out of the way of the digits.
private func bit(of unit: UInt16) -> UInt64 {
  1 &<< UInt64(unit &+ (unit &>> 6) &* 31)
}
