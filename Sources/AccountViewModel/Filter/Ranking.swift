/// Sorts matches by their score, best first, then by the length of the name, shortest first; equals
/// keep their order.
///
/// It counts instead of comparing (a radix sort), so that it costs the same for every order.
struct Ranking: Sendable {
  /// The smaller, the better.
  private typealias Key = UInt32

  private var keys: [Key] = []
  private(set) var positions: [Int32] = []

  var count: Int { positions.count }

  mutating func add(position: Int32, score: Int, length: Int) {
    let worth = UInt32(clamping: 0xFFFF - max(0, min(score, 0xFFFF)))
    keys.append(worth << 8 | UInt32(min(length, 0xFF)))
    positions.append(position)
  }

  /// The positions, best first.
  func sorted() -> [Int32] {
    let order = pass(pass(Array(0..<Int32(count)), shift: 0), shift: 12)
    return order.map { positions[Int($0)] }
  }

  private func pass(_ order: [Int32], shift: UInt32) -> [Int32] {
    let mask: Key = 0xFFF
    var starts = [Int32](repeating: 0, count: Int(mask) + 2)
    for key in keys { starts[Int(key >> shift & mask) + 1] += 1 }
    for digit in 1..<starts.count { starts[digit] += starts[digit - 1] }
    var sorted = [Int32](repeating: 0, count: order.count)
    for index in order {
      let digit = Int(keys[Int(index)] >> shift & mask)
      sorted[Int(starts[digit])] = index
      starts[digit] += 1
    }
    return sorted
  }
}
