import AccountModel
package import Foundation

extension Dashboard {
  package func render() -> Frame {
    let layout = layout
    var lines: [Line] = []
    var cursor: Frame.Position?
    if layout.showsStore { lines.append(storeLine) }
    if layout.showsActing { lines.append(actingLine(hasStoreAbove: layout.showsStore)) }
    if layout.showsTopRule { lines.append(rule) }
    if let place = cursorInModal(rows: layout.bodyRows) {
      cursor = Frame.Position(column: place.column, row: lines.count + place.row)
    }
    lines += body(layout)
    if layout.showsBottomRule { lines.append(rule) }
    if layout.showsFilter {
      let (line, column) = filterLine
      cursor = column.map { Frame.Position(column: $0, row: lines.count) }
      lines.append(line)
    }
    lines += noticeLines(rows: layout.noticeRows)
    if layout.showsFooter { lines.append(footerLine) }
    return Frame(size: size, lines: lines, cursor: cursor)
  }

  var layout: Layout {
    Layout(
      rows: size.rows, hasFilter: showsList && list.filterState != .off, hasHeadings: showsList,
      notice: noticeLines.count)
  }

  /// Whether the list is what stands in the middle.
  var showsList: Bool { modal == nil && !list.accounts.isEmpty }

  /// Cells in which the texts stand; a wider terminal is left blank on the right, so that the eye
  /// does not have to travel.
  var columns: Int { min(size.columns, TableColumns.widest) }

  var rule: Line { Line([Span(String(repeating: "─", count: max(0, size.columns)), .faint)]) }

  /// The rows between the rules, as many as there are.
  private func body(_ layout: Layout) -> [Line] {
    var lines: [Line]
    if showsList {
      lines = listLines(layout)
    } else if modal != nil {
      lines = visibleModalLines(rows: layout.bodyRows)
    } else {
      lines = panel(panelTexts, rows: layout.bodyRows)
    }
    while lines.count < layout.bodyRows { lines.append(Line()) }
    return lines
  }
}

// MARK: - Time

extension Dashboard {
  package func nextTick(after now: Date) -> Date? {
    let storeNow = session?.clock.now(local: now) ?? now
    let ahead = storeNow.timeIntervalSince(now)
    if showsSeconds(at: storeNow) {
      // Tokens run out on whole seconds of the store, so the countdowns change on them.
      let next = storeNow.timeIntervalSince1970.rounded(.down) + 1
      return Date(timeIntervalSince1970: next - ahead)
    }
    guard let last = list.lastExpiry, !last.hasPassed(at: storeNow) else { return nil }
    return last.date.addingTimeInterval(-ahead)
  }

  private func showsSeconds(at storeNow: Date) -> Bool {
    func runs(_ account: Account?) -> Bool {
      account?.expiry.map { !$0.hasPassed(at: storeNow) } ?? false
    }
    if runs(session?.selectedAccount) { return true }
    if case .details(let id, _, _) = modal { return runs(session?.roster[id]) }
    guard showsList else { return false }
    return visibleRows.contains { runs(list.account(atRow: $0)) }
  }

  /// The rows of the list that are on the screen.
  var visibleRows: Range<Int> {
    list.top..<max(list.top, min(list.rowCount, list.top + layout.listRows))
  }
}
