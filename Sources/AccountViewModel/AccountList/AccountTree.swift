import AccountModel

/// Accounts as a tree: each below the nearest account above it that is one of the member's too.
struct AccountTree: Equatable, Sendable {
  /// Depth first; siblings keep the order they came in.
  let accounts: [Account]

  /// The position of each account's parent; -1 at the top.
  let parents: [Int32]

  /// How many accounts are above each.
  let depths: [UInt8]

  /// Deeper accounts are drawn as if they were at this depth.
  static let mostDepth: UInt8 = 31

  /// - Parameter accounts: in the order in which siblings are listed.
  init(_ accounts: [Account], _ directory: AccountDirectory) {
    let positions = Dictionary(
      accounts.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let above = accounts.map { account -> Int32 in
      let ancestors = directory[account.id]?.ancestorsFromParent ?? []
      return ancestors.lazy.compactMap { $0 == account.id ? nil : positions[$0] }.first ?? -1
    }
    var order: [Int32] = []
    order.reserveCapacity(accounts.count)
    var depths: [UInt8] = []
    depths.reserveCapacity(accounts.count)
    var isPlaced = [Bool](repeating: false, count: accounts.count)
    let children = Children(of: above)
    func place(_ root: Int32) {
      var waiting: [(position: Int32, depth: UInt8)] = [(root, 0)]
      while let (position, depth) = waiting.popLast() {
        guard !isPlaced[Int(position)] else { continue }
        isPlaced[Int(position)] = true
        order.append(position)
        depths.append(min(depth, Self.mostDepth))
        for child in children[position].reversed() where !isPlaced[Int(child)] {
          waiting.append((child, depth &+ (depth < .max ? 1 : 0)))
        }
      }
    }
    for position in above.indices where above[position] < 0 { place(Int32(position)) }
    // A store can claim that two accounts are parts of each other: then one of them is the top.
    for position in above.indices where !isPlaced[position] { place(Int32(position)) }
    var places = [Int32](repeating: -1, count: accounts.count)
    for (place, position) in order.enumerated() { places[Int(position)] = Int32(place) }
    self.accounts = order.map { accounts[Int($0)] }
    self.depths = depths
    parents = order.enumerated().map { place, position in
      let parent = above[Int(position)]
      // What was put at the top has no parent, whatever the store claims.
      guard depths[place] > 0, parent >= 0 else { return -1 }
      return places[Int(parent)]
    }
  }

  /// The rows that show some accounts with all above them.
  ///
  /// - Parameter matches: their positions; `nil` for all accounts.
  func rows(showing matches: [Int32]?) -> Rows {
    var isShown = [Bool](repeating: matches == nil, count: accounts.count)
    for match in matches ?? [] {
      var next = match
      while next >= 0, !isShown[Int(next)] {
        isShown[Int(next)] = true
        next = parents[Int(next)]
      }
    }
    let positions = isShown.indices.filter { isShown[$0] }.map(Int32.init)
    var guides = [UInt32](repeating: 0, count: positions.count)
    // From the end, bit d says whether another account of depth d follows below the same parent.
    var open: UInt32 = 0
    for row in positions.indices.reversed() {
      let depth = UInt32(depths[Int(positions[row])])
      guides[row] = open
      open &= (2 << depth) &- 1
      open |= 1 << depth
    }
    var isMatch = [Bool](repeating: matches == nil, count: matches == nil ? 0 : accounts.count)
    for match in matches ?? [] { isMatch[Int(match)] = true }
    return Rows(positions: positions, guides: guides, isMatch: matches == nil ? nil : isMatch)
  }

  struct Rows: Equatable, Sendable {
    /// Of accounts, ascending.
    let positions: [Int32]

    /// For each row, as bits by depth, where a line goes on below it.
    let guides: [UInt32]

    /// For each account whether it was found; `nil` where nothing is looked for.
    let isMatch: [Bool]?
  }
}

/// The children of each account, in one piece of memory.
private struct Children {
  private var starts: [Int]
  private var all: [Int32]

  /// - Parameter parents: the position of each one's parent; -1 for none.
  init(of parents: [Int32]) {
    starts = [Int](repeating: 0, count: parents.count + 1)
    for parent in parents where parent >= 0 { starts[Int(parent) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    all = [Int32](repeating: 0, count: starts.last ?? 0)
    var next = starts
    for (position, parent) in parents.enumerated() where parent >= 0 {
      all[next[Int(parent)]] = Int32(position)
      next[Int(parent)] += 1
    }
  }

  subscript(position: Int32) -> ArraySlice<Int32> {
    all[starts[Int(position)]..<starts[Int(position) + 1]]
  }
}
