import AccountModel
package import Foundation

extension Dashboard {
  package func render() -> Frame {
    let layout = layout
    let header = header
    let pane = pane
    var lines: [Line] = []
    if layout.showsStore { lines.append(header.storeLine) }
    if layout.showsActing { lines.append(header.actingLine(hasStoreAbove: layout.showsStore)) }
    if layout.showsTerminal { lines.append(header.terminalLine) }
    if layout.showsTopRule { lines.append(rule(store.tint?.style ?? .faint, joint: "┬")) }
    let (body, cursorInBody) = body(layout, pane)
    var cursor = cursorInBody.map {
      Frame.Position(column: $0.column, row: lines.count + $0.row)
    }
    lines += body
    if layout.showsBottomRule { lines.append(rule(.faint, joint: "┴")) }
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
    var frame = Frame(size: size, lines: lines.map(\.endingNamesRightToLeft), cursor: cursor)
    let acting = actingID.flatMap { session?.roster[$0] }
    frame.title = acting.map { "epswitch: \($0.displayName)" } ?? "epswitch"
    frame.theme = store.theme
    frame.usesMouse = store.usesMouse
    return frame
  }

  /// Cells that are used.
  var columns: Int { size.columns }

  /// From here on details of the account under the cursor stand beside the list.
  private static let wide = 120

  /// Whether they do.
  var showsPane: Bool { showsList && columns >= Self.wide }

  /// Cells of the list.
  private var listColumns: Int { showsPane ? columns - 1 - paneColumns : columns }

  /// Two fifths, in which an ID stands beside its label, and all that the list has no use for.
  private var paneColumns: Int { max(columns * 2 / 5 + 2, columns - 1 - TableColumns.widest) }

  /// The first row of the list on the screen, below its headings.
  var rowsAboveList: Int {
    let layout = layout
    return [
      layout.showsStore, layout.showsActing, layout.showsTerminal, layout.showsTopRule,
      layout.showsHeadings,
    ].count(where: \.self)
  }

  var layout: Layout {
    Layout(
      rows: size.rows, hasEntry: prompt != nil || (showsList && list.filterState != .off),
      question: questionLines.count, hasHeadings: showsList,
      hasTerminal: terminalAccount != nil || purpose == .terminalPicker,
      notice: notices.lines.count)
  }

  /// Whether the list is what stands between the rules.
  var showsList: Bool { panel == nil && !list.accounts.isEmpty }

  /// The rows of the list that are on the screen.
  var visibleRows: Range<Int> { list.visibleRows(page: layout.listRows) }
}

extension Line {
  var cellCount: Int { spans.reduce(0) { $0 + $1.text.cellCount } }

  /// See ``Swift/String/endingNamesRightToLeft``.
  fileprivate var endingNamesRightToLeft: Line {
    Line(spans.map { Span($0.text.endingNamesRightToLeft, $0.style) })
  }
}

// MARK: - Its parts

extension Dashboard {
  private var header: HeaderView {
    HeaderView(
      store: store, session: session, terminalAccount: terminalAccount, actingID: actingID,
      storeNow: storeNow, order: list.accounts.isEmpty ? nil : arrangement.order,
      columns: columns, choosesForTerminal: purpose == .terminalPicker)
  }

  private var notices: NoticeView {
    NoticeView(
      activity: activity, notice: notice, warnings: warnings, session: session, columns: columns,
      isSigningIn: signInPanel != nil)
  }

  private var listView: AccountListView {
    AccountListView(
      list: list, actingID: actingID, selectedID: session?.selected, targetID: activity?.target,
      storeNow: storeNow, columns: listColumns, favourites: favourites, isPicker: isPicker,
      references: references, askedMember: askedMember)
  }

  /// What stands beside the list; `nil` where nothing does.
  private var pane: AccountPane? {
    guard showsPane, let account = list.current else { return nil }
    return AccountPane(
      facts: AccountFacts(
        account: account, details: details?.id == account.id ? details : nil,
        isFavourite: favourites.contains(account.id), name: { session?.roster[$0]?.displayName },
        storeNow: storeNow, zone: zone),
      isActing: account.id == actingID, isActingElsewhere: account.id == session?.selected,
      isFiltering: list.filterState == .typing, columns: paneColumns)
  }

  /// What panels need to know of the rest; for as many rows as the layout gives them.
  var panelContext: PanelContext {
    PanelContext(
      columns: columns, rows: layout.bodyRows, store: store, session: session, details: details,
      favourites: favourites, storeNow: storeNow, zone: zone, isAvailable: isAvailable)
  }

  /// What the prompt asks, above the line that takes the answer.
  private var questionLines: [Line] { prompt?.questionLines(columns: columns) ?? [] }

  /// The line that takes text, and the column of the text cursor.
  private var entryLine: (line: Line, cursor: Int?) {
    prompt.map { $0.entryLine(columns: columns) } ?? listView.filterLine
  }

  /// The rows between the rules, as many as there are, and the position of the text cursor in them.
  private func body(
    _ layout: Layout, _ pane: AccountPane?
  ) -> ([Line], cursor: Frame.Position?) {
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
    guard showsPane else { return (lines, cursor) }
    let details = pane?.lines(rows: layout.bodyRows) ?? []
    let both = lines.enumerated().map { row, line in
      let left = line.spans + [Span(spaces(listColumns - line.cellCount)), Span("│", .faint)]
      return Line(left + (row < details.count ? details[row].spans : []))
    }
    return (both, cursor)
  }

  /// What is shown in place of the list when there are no accounts; `nil` is a blank line.
  private var emptyTexts: [String?] {
    guard let session else {
      return [
        "You are not signed in.",
        nil,
        store.isDesk
          ? "Press Enter to choose the member you act as, or run “epswitch impersonate”."
          : store.signIn == nil
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

  /// - Parameter joint: what stands where the pane beside the list begins.
  private func rule(_ style: Style, joint: String) -> Line {
    func dashes(_ count: Int) -> String { String(repeating: "─", count: max(0, count)) }
    let text = showsPane ? dashes(listColumns) + joint + dashes(paneColumns) : dashes(columns)
    return Line([Span(text, style)])
  }

  private var footer: Line {
    var items = bindings.compactMap { binding -> FooterItem? in
      guard let footer = binding.footer, isInFooter(binding) else { return nil }
      return FooterItem(
        label: footer.label, title: enterTitle(of: binding) ?? footer.title, rank: footer.rank,
        isAvailable: isAvailable(binding))
    }
    if let escape {
      let item = FooterItem(label: "Esc", title: escape.title, rank: 0, isAvailable: true)
      items.insert(item, at: escape.isPressing ? 0 : min(1, items.count))
    }
    return footerLine(items, columns: columns)
  }

  /// What Enter does here, where that is not what it usually does.
  private func enterTitle(of binding: Binding) -> String? {
    switch binding.commands[.enter] {
    case .switchHere where askedMember != nil: "impersonate"
    case .switchHere where asksStore: "look up"
    case .signIn where store.isDesk: "choose member"
    default: nil
    }
  }

  private func isInFooter(_ binding: Binding) -> Bool {
    let commands = binding.commands.values
    if commands.contains(.signIn), session != nil {
      return store.signIn != nil && (notice?.asksForSignIn == true || hasExpired)
    }
    if commands.contains(.openStorefront) { return store.hasStorefront && !isCustomer }
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
    func watch(_ account: Account?) {
      guard let account else { return }
      if let change = Countdown(account.expiry, at: storeNow).changesIn { changes.append(change) }
    }
    let acting = actingID.flatMap { session?.roster[$0] }
    watch(acting)
    if case .details(let details) = panel { watch(session?.roster[details.id]) }
    if showsList {
      for row in visibleRows { watch(list.account(atRow: row)) }
    }
    // Then the bell rings.
    if let expiry = acting?.expiry {
      let left = expiry.secondsLeft(at: storeNow) - Self.announcement
      if left > 0 { changes.append(left) }
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
