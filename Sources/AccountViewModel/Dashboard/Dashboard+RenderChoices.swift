import AccountModel

// MARK: - Choices

extension Dashboard {
  /// A heading and the choices below it, each with its number, its name and what it is.
  func choiceLines<Item>(
    _ heading: String, _ choices: Choices<Item>, name: (Item) -> (text: String, style: Style),
    summary: (Item) -> String
  ) -> [Line] {
    let names = choices.items.map(name)
    let widest = names.map(\.text.cellCount).max() ?? 0
    let nameColumns = max(0, min(widest, columns - 4))
    var lines = [title(heading), Line()]
    for (offset, item) in choices.items.enumerated() {
      let isUnderCursor = offset == choices.cursor
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
    return lines
  }

  /// How far choices are scrolled to have the one under the cursor on the screen.
  func choiceScroll(_ cursor: Int, rows: Int) -> Int {
    max(0, headLines + cursor + 1 - rows)
  }

  /// Lines above the first choice or field.
  var headLines: Int { 2 }

  func profileLines(_ choices: Choices<ProfileItem>) -> [Line] {
    choiceLines("Profiles", choices) { item in
      let mark = item.name == store.profile ? "● " : "  "
      return (mark + item.name, item.tint?.style ?? .plain)
    } summary: { item in
      let parts = [
        item.isProduction ? "PRODUCTION" : nil, item.host ?? "no endpoint", item.member,
      ]
      return parts.compactMap(\.self).joined(separator: " · ")
    }
  }
}
