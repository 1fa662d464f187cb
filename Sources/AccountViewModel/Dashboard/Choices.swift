/// A few things to choose one of, with the arrows or by its number.
struct Choices<Item: Equatable & Sendable>: Equatable, Sendable {
  /// At least one.
  let items: [Item]

  /// The place of the one under the cursor.
  private(set) var cursor: Int

  init(_ items: [Item], cursor: Int = 0) {
    self.items = items
    self.cursor = cursor
  }

  var current: Item { items[cursor] }

  /// - Parameter page: how many rows are on the screen.
  mutating func move(_ move: AccountList.Move, page: Int) {
    cursor = move.target(from: cursor, count: items.count, page: page)
  }

  /// Goes to a choice by its number, counted from 1; `false` when there is none.
  mutating func move(toNumber number: Int) -> Bool {
    guard items.indices.contains(number - 1) else { return false }
    cursor = number - 1
    return true
  }
}
