import AccountModel
package import Foundation

extension Dashboard {
  package func render() -> Frame {
    let layout = layout
    let header = header
    var lines: [Line] = []
    if layout.showsStore { lines.append(header.storeLine) }
    if layout.showsActing { lines.append(header.actingLine(hasStoreAbove: layout.showsStore)) }
    if layout.showsTerminal { lines.append(header.terminalLine) }
    if layout.showsTopRule { lines.append(rule(store.tint?.style ?? .faint)) }
    let (body, cursorInBody) = body(layout)
    var cursor = cursorInBody.map {
      Frame.Position(column: $0.column, row: lines.count + $0.row)
    }
    lines += body
    if layout.showsBottomRule { lines.append(rule(.faint)) }
    lines += questionLines.prefix(layout.questionRows)
    if layout.showsEntry {
      let (line, column) = entryLine
      cursor = column.map {
        Frame.Position(column: min($0, max(0, size.columns - 1)), row: lines.count)
      }
      lines.append(line)
    }
    lines += notices.lines(rows: layout.noticeRows)
    if layout.showsFooter { lines.append(footer) }
    return Frame(size: size, lines: lines, cursor: cursor)
  }

  /// Cells that are used; a wider terminal is left blank on the right, so that the eye does not have
  /// to travel.
  var columns: Int { min(size.columns, TableColumns.widest) }

  var layout: Layout {
    Layout(
      rows: size.rows, hasEntry: prompt != nil || (showsList && list.filterState != .off),
      question: questionLines.count, hasHeadings: showsList, hasTerminal: terminalAccount != nil,
      notice: notices.lines.count)
  }

  /// Whether the list is what stands between the rules.
  var showsList: Bool { panel == nil && !list.accounts.isEmpty }

  /// The rows of the list that are on the screen.
  var visibleRows: Range<Int> { list.visibleRows(page: layout.listRows) }
}

// MARK: - Its parts

extension Dashboard {
  private var header: HeaderView {
    HeaderView(
      store: store, session: session, terminalAccount: terminalAccount, actingID: actingID,
      storeNow: storeNow, width: size.columns, columns: columns)
  }

  private var notices: NoticeView {
    NoticeView(
      activity: activity, notice: notice, warnings: warnings, session: session, columns: columns,
      isSigningIn: signInPanel != nil)
  }

  private var listView: AccountListView {
    AccountListView(
      list: list, actingID: actingID, selectedID: session?.selected, targetID: activity?.target,
      storeNow: storeNow, columns: columns, isPicker: isPicker)
  }

  /// What panels need to know of the rest; for as many rows as the layout gives them.
  var panelContext: PanelContext {
    PanelContext(
      columns: columns, rows: layout.bodyRows, store: store, session: session, storeNow: storeNow,
      isAvailable: isAvailable)
  }

  /// What the prompt asks, above the line that takes the answer.
  private var questionLines: [Line] { prompt?.questionLines(columns: columns) ?? [] }

  /// The line that takes text, and the column of the text cursor.
  private var entryLine: (line: Line, cursor: Int?) {
    prompt.map { $0.entryLine(columns: columns) } ?? listView.filterLine
  }

  /// The rows between the rules, as many as there are, and the position of the text cursor in them.
  private func body(_ layout: Layout) -> ([Line], cursor: Frame.Position?) {
    var lines: [Line]
    var cursor: Frame.Position?
    if showsList {
      lines = listView.lines(showsHeadings: layout.showsHeadings, page: layout.listRows)
    } else if let panel {
      (lines, cursor) = panel.view(in: panelContext).visible(in: size.columns, layout.bodyRows)
    } else {
      lines = centered(emptyTexts, columns: columns, rows: layout.bodyRows)
    }
    while lines.count < layout.bodyRows { lines.append(Line()) }
    return (lines, cursor)
  }

  /// What is shown in place of the list when there are no accounts; `nil` is a blank line.
  private var emptyTexts: [String?] {
    guard let session else {
      return [
        "You are not signed in.",
        nil,
        store.signIn == nil
          ? "Run “epswitch login” on the command line."
          : "Press Enter to sign in here, or run “epswitch login” on the command line.",
      ]
    }
    return [
      "\(session.member.displayName) is not a member of any account.",
      nil,
      "You are signed in, but there is no account to act as.",
      "Ask the store to add you to an account, then press r.",
    ]
  }

  private func rule(_ style: Style) -> Line {
    Line([Span(String(repeating: "─", count: max(0, size.columns)), style)])
  }

  private var footer: Line {
    var items = bindings.compactMap { binding -> FooterItem? in
      guard let footer = binding.footer, isInFooter(binding) else { return nil }
      return FooterItem(
        label: footer.label, title: footer.title, rank: footer.rank,
        isAvailable: isAvailable(binding))
    }
    if let escape {
      let item = FooterItem(label: "Esc", title: escape.title, rank: 0, isAvailable: true)
      items.insert(item, at: escape.isPressing ? 0 : min(1, items.count))
    }
    return footerLine(items, columns: columns)
  }

  private func isInFooter(_ binding: Binding) -> Bool {
    let commands = binding.commands.values
    if commands.contains(.signIn), session != nil {
      return store.signIn != nil && (notice?.asksForSignIn == true || hasExpired)
    }
    return !commands.contains(.showProfiles) || obstacle(to: .showProfiles) == nil
  }
}

// MARK: - Time

extension Dashboard {
  package func nextTick(after now: Date) -> Date? {
    [nextChange(after: now), noticeEnd].compactMap(\.self).min()
  }

  /// When a countdown changes next; `nil` when none would.
  private func nextChange(after now: Date) -> Date? {
    let storeNow = session?.clock.now(local: now) ?? now
    guard let seconds = secondsToNextChange(at: storeNow) else { return nil }
    // Tokens expire on whole seconds of the store, so the countdowns change on them.
    let next = storeNow.timeIntervalSince1970.rounded(.down) + TimeInterval(seconds)
    return Date(timeIntervalSince1970: next - storeNow.timeIntervalSince(now))
  }

  private func secondsToNextChange(at storeNow: Date) -> Int64? {
    var changes: [Int64] = []
    func watch(_ account: Account?, _ precision: Countdown.Precision) {
      guard let account else { return }
      let countdown = Countdown(account.expiry, at: storeNow, precision)
      if let change = countdown.changesIn { changes.append(change) }
    }
    watch(actingID.flatMap { session?.roster[$0] }, .exact)
    if case .details(let details) = panel { watch(session?.roster[details.id], .exact) }
    if showsList {
      for row in visibleRows { watch(list.account(atRow: row), .glance) }
    }
    // Then a warning says that all tokens expired.
    if let end = list.lastExpiry?.secondsLeft(at: storeNow), end > 0 { changes.append(end) }
    // Then a success about the account no longer holds.
    if case .success(_, about: let id?) = notice,
      let end = session?.roster[id]?.expiry?.secondsLeft(at: storeNow), end > 0
    {
      changes.append(end)
    }
    return changes.min()
  }
}
