import AccountModel
import Foundation

// MARK: - Keys

extension Dashboard {
  /// One entry of the footer.
  private struct Item {
    let label: String
    let title: String
    let rank: Int
    let isAvailable: Bool

    var columns: Int { label.cellCount + 1 + title.cellCount }
  }

  var footerLine: Line {
    var items = footerItems
    let gap = columns < 60 ? 2 : 3
    let margin = columns < 30 ? 0 : 1
    while items.count > 1, items.reduce(margin - gap, { $0 + $1.columns + gap }) > columns {
      guard let last = items.indices.max(by: { items[$0].rank < items[$1].rank }) else { break }
      items.remove(at: last)
    }
    var line = LineBuilder(columns: columns)
    for (offset, item) in items.enumerated() {
      line.add(spaces(offset == 0 ? margin : gap))
      line.add(item.label, item.isAvailable ? .key : .faint)
      line.add(" " + item.title, item.isAvailable ? .plain : .faint)
    }
    return line.line
  }

  private var footerItems: [Item] {
    var items = bindings.compactMap { binding -> Item? in
      guard let footer = binding.footer, isWorthShowing(binding) else { return nil }
      return Item(
        label: footer.label, title: footer.title, rank: footer.rank,
        isAvailable: isAvailable(binding))
    }
    if let escape {
      let item = Item(label: "Esc", title: escape.title, rank: 0, isAvailable: true)
      let isPressing = escape == .cancelOrder || escape == .dismissNotice
      items.insert(item, at: isPressing ? 0 : min(1, items.count))
    }
    return items
  }

  func isAvailable(_ binding: Binding) -> Bool {
    binding.commands.values.contains { obstacle(to: $0) == nil }
  }

  private func isWorthShowing(_ binding: Binding) -> Bool {
    if binding.commands.values.contains(.signIn), session != nil { return offersSignIn }
    return true
  }

  /// Whether signing in is what should be done next.
  private var offersSignIn: Bool {
    guard signInOffer != nil else { return false }
    if case .failure(_, signInNeeded: true) = notice { return true }
    return hasRunOut
  }
}

// MARK: - The filter

extension Dashboard {
  /// The query and how much it finds; the column is where the text cursor stands while it is typed.
  var filterLine: (line: Line, cursor: Int?) {
    var line = LineBuilder(columns: columns)
    line.add(columns >= 40 ? " Filter: " : "/", .key)
    let found = "  \(grouped(list.rowCount)) of \(grouped(list.accounts.count)) "
    let foundColumns = columns >= 20 ? found.cellCount : 0
    let start = columns - line.room
    let query = clip(list.filter.query, max(0, line.room - foundColumns - 1), cut: .start)
    if query.isEmpty, list.filterState == .typing {
      line.add("type a name or an ID", .faint, columns: max(0, line.room - foundColumns))
    } else {
      line.add(query)
    }
    line.fill(leaving: foundColumns)
    if foundColumns > 0 { line.add(found, .faint) }
    let end = min(start + query.cellCount, max(0, size.columns - 1))
    return (line.line, list.filterState == .typing ? end : nil)
  }
}

// MARK: - Notices

extension Dashboard {
  /// The notice in so many rows; `…` tells of what did not fit.
  func noticeLines(rows: Int) -> [Line] {
    let all = noticeLines
    var lines = Array(all.prefix(rows))
    if rows < all.count, let last = lines.indices.last, let span = lines[last].spans.last {
      lines[last] = Line([Span(clip(span.text + " …", columns), span.style)])
    }
    return lines
  }

  /// What is under way, what happened, or else what the person should know all the time.
  var noticeLines: [Line] {
    var lines: [Line] = []
    if let activity { lines += paragraph(text(of: activity), .plain) }
    switch notice {
    case .hint(let text): lines += paragraph(text, .plain)
    case .success(let text): lines += paragraph("✓ " + text, .success)
    case .failure(let explanation, _): lines += failureLines(explanation)
    case nil: if activity == nil, let standing { lines += paragraph(standing, .warning) }
    }
    return lines
  }

  private func failureLines(_ explanation: Explanation) -> [Line] {
    let isHarmless = explanation.kept != nil
    let advice = [explanation.kept, explanation.remedy].compactMap(\.self).joined(separator: " ")
    return paragraph("× " + explanation.happened, isHarmless ? .warning : .danger)
      + paragraph(advice, .plain, indent: 2)
  }

  private var standing: String? {
    guard let session else { return nil }
    if hasRunOut {
      let how = signInOffer == nil ? "Run epswitch login" : "Press s"
      return "! All tokens have run out. \(how) to sign in again."
    }
    guard session.clock.isSkewed else { return nil }
    let offset = session.clock.offset
    let minutes = Int((abs(offset) / 60).rounded())
    return
      "! This machine's clock is \(minutes) min \(offset > 0 ? "behind" : "ahead of") the store; "
      + "countdowns use the store's."
  }

  private func text(of activity: Activity) -> String {
    if activity.isEnding { return "Cancelling …" }
    switch activity.order {
    case .refreshing: return "Loading accounts …" + text(of: activity.progress)
    case .switching(let id):
      let isRenewal = id == session?.selected
      return isRenewal
        ? "Renewing the token of \(name(of: id)) …" : "Switching to \(name(of: id)) …"
    case .signingIn(let username):
      return "Signing in as \(username) …" + text(of: activity.progress)
    case .loadingDetails: return "Reading the details …"
    }
  }

  private func text(of progress: Activity.Progress?) -> String {
    guard let progress else { return "" }
    guard let total = progress.total, total > 0 else { return " \(grouped(progress.loaded))" }
    let done = min(20, max(0, progress.loaded) * 20 / total)
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: 20 - done)
    return " \(grouped(progress.loaded)) of \(grouped(total))  [\(bar)]"
  }

  /// A text in as many lines as it needs.
  private func paragraph(_ text: String, _ style: Style, indent: Int = 0) -> [Line] {
    let margin = (columns < 30 ? 0 : 1) + (columns < 30 ? 0 : indent)
    return wrap(text, columns - margin).map { Line([Span(spaces(margin) + $0, style)]) }
  }
}
