import CommerceSimulator

/// Changes inputs at random, from a seed.
struct Mutator {
  private var random: SplitMix64
  private let pieces: [[UInt8]]

  init(seed: UInt64, pieces: [String]) {
    random = SplitMix64(seed: seed)
    self.pieces = pieces.map { Array($0.utf8) }
  }

  /// Bytes that mean something to somebody.
  private static let bytes =
    Array("\0\u{1B}\n\r\"\\'[]{}:,=%/#-09aZ\u{7F}".utf8) + [0x80, 0x9B, 0xC3, 0xFF]

  /// No result is longer.
  private static let limit = 8_192

  /// A number that is chosen for a case, such as what is to be changed.
  mutating func number(below count: Int) -> Int {
    Int.random(in: 0..<max(count, 1), using: &random)
  }

  /// One input made of others.
  mutating func mutate(_ corpus: [[UInt8]]) -> [UInt8] {
    var input = corpus.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = number(below: input.count + 1)
      let end = min(input.count, place + number(below: 17))
      switch number(below: 9) {
      case 0 where place < input.count: input[place] ^= 1 << UInt8(number(below: 8))
      case 1 where place < input.count: input[place] = Self.bytes[number(below: Self.bytes.count)]
      case 2: input.insert(Self.bytes[number(below: Self.bytes.count)], at: place)
      case 3: input.removeSubrange(place..<end)
      case 4:
        let part = Array(input[place..<end])
        for _ in 0..<(1 << number(below: 6)) { input.insert(contentsOf: part, at: place) }
      case 5, 6:
        if let piece = pieces.randomElement(using: &random) {
          input.insert(contentsOf: piece, at: place)
        }
      case 7:
        let other = corpus.randomElement(using: &random) ?? []
        input = input.prefix(place) + other.suffix(number(below: other.count + 1))
      default:
        input.insert(
          contentsOf: (0..<number(below: 8)).map { _ in UInt8.random(in: 0...255, using: &random) },
          at: place)
      }
    }
    return Array(input.prefix(Self.limit))
  }
}
