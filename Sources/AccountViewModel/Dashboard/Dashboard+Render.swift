import AccountModel
package import Foundation

extension Dashboard {
  package func render() -> Frame {
    let layout = layout
    var lines: [Line] = []
    var cursor: Frame.Position?
    if layout.showsStore { lines.append(storeLine) }
    if layout.showsActing { lines.append(actingLine(hasStoreAbove: layout.showsStore)) }
    if layout.showsTerminal { lines.append(terminalLine) }
    if layout.showsTopRule { lines.append(rule(store.tint?.style ?? .faint)) }
    if let place = cursorInModal(rows: layout.bodyRows) {
      cursor = Frame.Position(column: place.column, row: lines.count + place.row)
    }
    lines += body(layout)
    if layout.showsBottomRule { lines.append(rule(.faint)) }
    if layout.showsEntry {
      let (line, column) = entryLine
      cursor = column.map { Frame.Position(column: $0, row: lines.count) }
      lines.append(line)
    }
    lines += noticeLines(rows: layout.noticeRows)
    if layout.showsFooter { lines.append(footerLine) }
    return Frame(size: size, lines: lines, cursor: cursor)
  }

  var layout: Layout {
    Layout(
      rows: size.rows, hasEntry: showsList && (asksForReason || list.filterState != .off),
      hasHeadings: showsList, hasTerminal: terminalAccount != nil, notice: noticeLines.count)
  }

  /// Whether the list is what stands in the middle.
  var showsList: Bool { (modal == nil || asksForReason) && !list.accounts.isEmpty }

  /// Whether keys go into the reason for a switch.
  var asksForReason: Bool {
    if case .reason = modal { true } else { false }
  }

  /// Cells in which the texts stand; a wider terminal is left blank on the right, so that the eye
  /// does not have to travel.
  var columns: Int { min(size.columns, TableColumns.widest) }

  private func rule(_ style: Style) -> Line {
    Line([Span(String(repeating: "─", count: max(0, size.columns)), style)])
  }

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
    guard let seconds = secondsToNextChange(at: storeNow) else { return nil }
    // Tokens run out on whole seconds of the store, so the countdowns change on them.
    let next = storeNow.timeIntervalSince1970.rounded(.down) + TimeInterval(seconds)
    return Date(timeIntervalSince1970: next - storeNow.timeIntervalSince(now))
  }

  /// How long the picture stays as it is; `nil` when it would not change by itself.
  private func secondsToNextChange(at storeNow: Date) -> Int64? {
    var changes: [Int64] = []
    func watch(_ account: Account?, _ precision: Countdown.Precision) {
      guard let account else { return }
      let countdown = Countdown(account.expiry, at: storeNow, precision)
      if let change = countdown.changesIn { changes.append(change) }
    }
    watch(actingID.flatMap { session?.roster[$0] }, .exact)
    if case .details(let id, _, _) = modal { watch(session?.roster[id], .exact) }
    if showsList {
      for row in visibleRows { watch(list.account(atRow: row), .glance) }
    }
    // Then it is said above the footer that all tokens have run out.
    if let end = list.lastExpiry?.secondsLeft(at: storeNow), end > 0 { changes.append(end) }
    return changes.min()
  }

  /// The rows of the list that are on the screen.
  var visibleRows: Range<Int> {
    list.top..<max(list.top, min(list.rowCount, list.top + layout.listRows))
  }
}
