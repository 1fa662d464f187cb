/// A number of records of a list: how many there are, how many a page holds, how many come before
/// it. It is 0 to 1,000,000, far above the 10,000 accounts a member can have, so that no sum of two
/// overflows.
package struct RecordCount: Hashable, Comparable, Sendable {
  package let value: Int

  package static let range = 0...1_000_000

  /// - Returns: `nil` for a number that no list has.
  package init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }

  /// The nearest number that a list can have.
  package init(clamping value: Int) {
    self.value = min(max(value, Self.range.lowerBound), Self.range.upperBound)
  }

  package static func < (one: Self, other: Self) -> Bool { one.value < other.value }

  /// - Returns: `nil` where the sum is more than any list has.
  package static func + (one: Self, other: Self) -> RecordCount? {
    RecordCount(one.value + other.value)
  }
}
