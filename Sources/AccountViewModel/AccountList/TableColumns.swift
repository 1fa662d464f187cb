/// How wide the columns of the list are, in cells. Names get the room first, then the time left, then
/// the ID in its short form.
struct TableColumns: Equatable, Sendable {
  /// Before the name: the cursor bar, the row's number, the mark, and the star of a favourite.
  let margin: Int
  let name: Int
  /// 0 where there is no room for it.
  let id: Int
  /// 0 where there is no room for it.
  let expiry: Int
  /// Between columns.
  let gap: Int

  /// Whether stars have a cell of their own; where not, they stand in that of the mark.
  let hasStars: Bool

  /// A UUID.
  static let fullID = 36

  /// The short form of a longer ID.
  static let shortID = 13

  /// Names are hardly ever longer, and the eye has to find the way back.
  static let widestName = 80

  /// A name is cut to no less for the sake of the ID.
  private static let leastName = 20

  /// From here on there is no use for more columns.
  static let widest = 6 + widestName + 2 + shortID + 2 + 10

  /// - Parameters:
  ///   - columns: cells of the list.
  ///   - hasFavourites: whether any account of the list has a star.
  init(columns: Int, hasFavourites: Bool = false) {
    hasStars = hasFavourites && columns >= 60
    if columns >= 40 {
      margin = hasStars ? 6 : 5
      gap = 2
      // `365d 04h`, a space and the sign.
      expiry = 10
      let rest = columns - margin - gap - expiry
      id = rest - gap - Self.shortID >= Self.leastName ? Self.shortID : 0
      name = min(Self.widestName, rest - (id > 0 ? id + gap : 0))
    } else {
      margin = min(3, columns / 4)
      gap = 1
      expiry = columns >= 18 ? 9 : 0
      id = 0
      name = max(0, columns - margin - (expiry > 0 ? expiry + gap : 0))
    }
  }

  var showsNumbers: Bool { margin >= 5 }

  /// The columns of the row under the cursor, which shows the ID whole where the name leaves room
  /// for it, and in its short form where other rows show none.
  ///
  /// - Parameter nameWidth: cells of the name.
  func underCursor(name nameWidth: Int, id idWidth: Int) -> (name: Int, id: Int) {
    let both = name + (id > 0 ? gap + id : 0)
    let wanted = [idWidth, min(idWidth, Self.shortID)].first { nameWidth + gap + $0 <= both }
    guard gap > 1, let wanted, wanted > id else { return (name, id) }
    return (both - gap - wanted, wanted)
  }

  /// The columns of a row whose name needs the ID beside it.
  func beside(id idWidth: Int) -> (name: Int, id: Int) {
    let id = min(idWidth, Self.shortID)
    return (max(0, name - gap - id), id)
  }
}
