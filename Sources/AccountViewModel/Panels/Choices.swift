/// A few things to choose one of, with the arrows or by its number.
struct Choices<Item: Equatable & Sendable>: Equatable, Sendable {
  /// What came of a key.
  enum Outcome: Equatable {
    case chosen(Item)
    /// There is nothing to choose; the sentence says why.
    case refused(String)
  }

  /// At least one.
  let items: [Item]

  /// The position of the one under the cursor.
  private(set) var cursor: Int

  init(_ items: [Item], cursor: Int = 0) {
    self.items = items
    self.cursor = cursor
  }

  var current: Item { items[cursor] }

  /// - Parameter page: how many rows are on the screen.
  mutating func update(_ message: PanelMessage, page: Int) -> Outcome? {
    switch message {
    case .command(.move(let move)):
      cursor = move.target(from: cursor, count: items.count, page: page)
      return nil
    case .command(.choose): return .chosen(current)
    case .command(.chooseNumber(let number)):
      guard items.indices.contains(number - 1) else {
        return .refused("There is no choice \(number).")
      }
      cursor = number - 1
      return .chosen(current)
    case .command, .text: return nil
    }
  }

  /// A heading, where there is room for it, and the choices below it, each with its number, its name
  /// and what it is, scrolled so that the one under the cursor is on the screen.
  func view(
    _ heading: String, in context: PanelContext, name: (Item) -> (text: String, style: Style),
    summary: (Item) -> String
  ) -> PanelView {
    let columns = context.columns
    let names = items.map(name)
    let widest = names.map(\.text.cellCount).max() ?? 0
    let nameColumns = max(0, min(widest, columns - 4))
    // Where not all of it fits, the choices come first.
    var lines = items.count + 2 <= context.rows ? [context.title(heading), Line()] : []
    let top = lines.count + cursor + 1 - context.rows
    for (offset, item) in items.enumerated() {
      let isUnderCursor = offset == cursor
      func style(_ style: Style) -> Style { isUnderCursor ? .cursorRow : style }
      var line = LineBuilder(columns: columns)
      line.add(isUnderCursor ? "▌" : " ", style(.plain))
      line.add(offset < 9 ? "\(offset + 1)" : " ", style(.faint))
      line.add("  ", style(.plain))
      line.add(names[offset].text, style(names[offset].style), columns: nameColumns)
      line.add("  ", style(.plain))
      line.add(summary(item), style(.faint), columns: line.room)
      lines.append(line.line)
    }
    return PanelView(lines: lines, top: max(0, top))
  }
}
