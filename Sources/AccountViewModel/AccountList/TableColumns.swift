/// How wide the columns of the list are, in cells.
struct TableColumns: Equatable, Sendable {
  /// Before the name: the cursor bar, the row's number, the mark.
  let margin: Int
  let name: Int
  /// 0 where there is no room for it.
  let id: Int
  /// 0 where there is no room for it.
  let expiry: Int
  /// Between columns.
  let gap: Int

  /// A UUID.
  static let fullID = 36
  /// The first group of a UUID.
  static let shortID = 8
  static let widestName = 60

  /// From here on there is no use for more columns.
  static let widest = 5 + widestName + 2 + fullID + 2 + 12 + 1

  /// - Parameter columns: cells of the terminal.
  init(columns: Int) {
    if columns >= 40 {
      margin = 5
      gap = 2
      expiry = columns >= 60 ? 12 : 9
      let rest = columns - margin - 2 * gap - expiry - 1
      // Names are cut until they are hard to read, then the ID is.
      id = Self.idColumns(within: rest - 20)
      name = min(Self.widestName, rest - id)
    } else {
      margin = min(3, columns / 4)
      gap = 1
      expiry = columns >= 18 ? 9 : 0
      id = columns >= 32 ? Self.shortID : 0
      let taken = (expiry > 0 ? expiry + gap : 0) + (id > 0 ? id + gap : 0)
      name = max(0, columns - margin - taken)
    }
  }

  /// Columns for an ID where there is room for so many: for both of its ends, with the whole first
  /// group of a UUID, or else for that group.
  static func idColumns(within room: Int) -> Int {
    room >= shortestCutID ? min(fullID, room) : shortID
  }

  /// Which part of an ID is cut in so many columns.
  static func idCut(_ columns: Int) -> Cut { columns >= shortestCutID ? .middle : .hard }

  private static let shortestCutID = 2 * shortID + 2

  var showsNumbers: Bool { margin >= 5 }
}
