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
      let isPressing = [.cancelOrder, .cancelSwitch, .dismissNotice].contains(escape)
      items.insert(item, at: isPressing ? 0 : min(1, items.count))
    }
    return items
  }

  func isAvailable(_ binding: Binding) -> Bool {
    binding.commands.values.contains { obstacle(to: $0) == nil }
  }

  private func isWorthShowing(_ binding: Binding) -> Bool {
    if binding.commands.values.contains(.signIn), session != nil { return offersSignIn }
    return !binding.commands.values.contains(.showProfiles) || obstacle(to: .showProfiles) == nil
  }

  /// Whether signing in is what should be done next.
  private var offersSignIn: Bool {
    store.signIn != nil && (notice?.asksForSignIn == true || hasRunOut)
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
    case .failure(let explanation, _), .trouble(let explanation, _):
      lines += failureLines(explanation)
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
      let how = store.signIn == nil ? "Run epswitch login" : "Press s"
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
      let name = username.map { " as \($0)" } ?? ""
      return "Signing in\(name) …" + text(of: activity.progress)
    case .sendingCode(let username): return "Asking the store to send a code to \(username) …"
    case .awaitingBrowser:
      return activity.progress == nil
        ? "Waiting for the browser …" : "Signing in …" + text(of: activity.progress)
    case .loadingDetails: return "Reading the details …"
    case .openingProfile(let name): return "Opening \(name) …"
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
