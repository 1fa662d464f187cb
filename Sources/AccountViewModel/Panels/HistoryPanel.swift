import AccountModel
import Foundation

/// What was done on this machine, the newest first; typing filters it at once.
struct HistoryPanel: Equatable, Sendable {
  /// `nil` until they arrive.
  var events: [AuditEvent]?

  private(set) var query = ""

  /// Lines above the screen.
  private var scroll = 0

  mutating func update(_ message: PanelMessage, in context: PanelContext) {
    switch message {
    case .text(let text):
      query = String((query + cleanText(text)).prefix(200))
      if text == " " { query += " " }
      scroll = 0
    case .command(.move(let move)):
      scroll = view(in: context).scrolled(scroll, by: move, rows: context.rows)
    case .command(let command):
      guard command.erases else { return }
      query = command.erasing(query)
      scroll = 0
    }
  }

  func view(in context: PanelContext) -> PanelView {
    guard let events else { return PanelView(lines: [context.title("History")]) }
    let found = events.filter { $0.matches(query, in: context.zone) }
    let zone = zoneText(context.zone, at: context.storeNow)
    var heading = LineBuilder(columns: context.columns)
    heading.add(" History", .heading)
    heading.add("  times in \(zone)", .faint)
    var entry = LineBuilder(columns: context.columns)
    entry.add(" Filter: ", .key)
    let count = "  \(grouped(found.count)) of \(grouped(events.count)) "
    entry.add(clip(query, max(0, entry.room - count.cellCount - 1), cut: .start))
    if query.isEmpty {
      entry.add("type a name, an ID, a reason or a day", .faint)
    }
    let column = query.isEmpty ? 9 : context.columns - entry.room
    entry.fill(leaving: count.cellCount)
    entry.add(count, .faint)
    var lines = [heading.line, entry.line, Line()]
    if events.isEmpty { lines += context.paragraph("Nothing has been recorded yet.") }
    if found.isEmpty, !events.isEmpty {
      lines += context.paragraph("No event matches. Press Ctrl-U to erase the filter.")
    }
    // Only what can be on the screen is drawn, however long the history is.
    let below = found.map { textsBelow($0, context) }
    let last = max(0, lines.count + below.reduce(found.count) { $0 + $1.count } - context.rows)
    let top = min(scroll, last)
    for (event, texts) in zip(found, below) {
      let height = 1 + texts.count
      let isVisible = lines.count + height > top && lines.count < top + context.rows
      lines +=
        isVisible
        ? [line(of: event, context, isWhole: texts.isEmpty)]
          + texts.map { Line([Span(spaces(Self.indent(context)) + $0, .faint)]) }
        : Array(repeating: Line(), count: height)
    }
    let cursor = Frame.Position(column: min(column, max(0, context.columns - 1)), row: 1)
    return PanelView(lines: lines, top: scroll, cursor: cursor)
  }

  /// Cells for who did it and why, beside the account; 0 where there is no room for that.
  private static func columnsBeside(_ context: PanelContext) -> Int {
    context.columns >= 120 ? (context.columns - 34) / 2 : 0
  }

  /// Cells of the longest kind.
  private static let kindColumns = AuditEvent.Kind.allCases.map(\.rawValue.count).max() ?? 0

  private static func indent(_ context: PanelContext) -> Int { context.columns >= 40 ? 5 : 2 }

  private static func reason(of event: AuditEvent) -> String {
    [event.memberLabel, event.reason.map { "“\($0.string)”" }].compactMap(\.self)
      .joined(separator: " · ")
  }

  /// Who did it and why, in as many lines as that needs below the event; none where it stands beside
  /// the account.
  private func textsBelow(_ event: AuditEvent, _ context: PanelContext) -> [String] {
    let reason = Self.reason(of: event)
    guard reason.cellCount > Self.columnsBeside(context) else { return [] }
    return wrap(reason, context.columns - Self.indent(context))
  }

  /// When, what, how it ended and as whom.
  ///
  /// - Parameter isWhole: whether who did it and why stand beside it.
  private func line(of event: AuditEvent, _ context: PanelContext, isWhole: Bool) -> Line {
    var line = LineBuilder(columns: context.columns)
    let columns = context.columns
    line.add(" ")
    let time = event.timeText(in: context.zone)
    line.add(columns >= 60 ? time : String(time.prefix(16)), .faint)
    line.add("  ")
    line.add(event.kind.rawValue, .plain, columns: columns >= 60 ? Self.kindColumns : 8)
    line.add(" ")
    if columns >= 40 {
      line.add(event.result == .succeeded ? " " : "×", .danger)
      line.add(" ")
    }
    let rest = line.room
    let account = event.account.map { $0.name.isEmpty ? "(no name)" : $0.name } ?? "–"
    let idColumns = rest >= 36 ? AccountID.shortForm.head + 1 + AccountID.shortForm.tail : 0
    let tail = Self.columnsBeside(context)
    let nameColumns = max(0, rest - (idColumns > 0 ? idColumns + 2 : 0) - (tail > 0 ? tail + 2 : 0))
    line.add(account, .plain, columns: nameColumns)
    if idColumns > 0 {
      line.add("  ")
      line.add(
        event.account.map { AccountID($0.id).short } ?? "", .id, columns: idColumns, cut: .shortID)
    }
    if isWhole {
      line.add("  ")
      line.add(Self.reason(of: event), .plain, columns: tail)
    }
    return line.line
  }
}

extension AuditEvent {
  fileprivate func timeText(in zone: TimeZone) -> String {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
      .year().month().day().time(includingFractionalSeconds: false)
    return time.formatted(style)
  }

  /// Whether every word of a query is in the event, by the rule for names.
  fileprivate func matches(_ query: String, in zone: TimeZone) -> Bool {
    let parsed = AccountQuery(query)
    guard !parsed.isEmpty else { return true }
    let texts = [
      timeText(in: zone), kind.rawValue, result.rawValue, member.name, account?.name, account?.id,
      reason?.string,
    ].compactMap(\.self)
    guard parsed.ids.isEmpty else { return parsed.ids.contains { $0 == account?.id.lowercased() } }
    var folder = TextFolder()
    let text = folder.fold(texts.joined(separator: "\n"))
    return parsed.words.allSatisfy { word in
      if let shortID = word.shortID, let id = account?.id {
        return shortID.matches(folder.fold(id).span)
      }
      return place(of: word.letters.span, in: text.span) != nil
    }
  }
}
