import AccountModel

/// What is known about the account under the cursor, beside the list.
struct AccountPane {
  let facts: AccountFacts

  /// Whether commands in this terminal act as it.
  let isActing: Bool

  /// Whether commands elsewhere do.
  let isActingElsewhere: Bool

  /// Whether letters are typed into the filter, which the key for details is not then.
  let isFiltering: Bool

  /// Cells of the pane.
  let columns: Int

  /// As many lines as there are rows for.
  func lines(rows: Int) -> [Line] {
    var lines = wrapped(facts.account.displayName, .heading)
    lines += wrapped(facts.account.id.rawValue, .id)
    if let state { lines += wrapped(state.text, state.style) }
    let (own, stored, claims) = (facts.own, facts.stored, facts.claims)
    func add(
      _ facts: [AccountFacts.Fact], beside others: [AccountFacts.Fact] = [],
      under heading: String? = nil
    ) {
      guard !facts.isEmpty else { return }
      let labels = (facts + others).map(\.label.cellCount).max() ?? 0
      lines += [Line()] + (heading.map { wrapped($0, .heading) } ?? [])
      lines += facts.flatMap { labelled($0, labels) }
    }
    add(own, beside: stored)
    add(stored, beside: own)
    let gaps = facts.gaps
    if !gaps.isEmpty {
      if stored.isEmpty { lines.append(Line()) }
      lines += gaps.flatMap { wrapped($0.text, $0.style) }
    }
    // The claims have labels of their own width, so that an ID stands in one line.
    add(claims, under: "Token")
    guard lines.count > rows, rows > 0 else { return lines }
    return Array(lines.prefix(rows - 1))
      + wrapped(isFiltering ? "… Tab, then i shows the rest" : "… i shows the rest", .faint)
  }

  private var state: (text: String, style: Style)? {
    if isActing { return ("● You act as this account.", .acting) }
    if isActingElsewhere { return ("○ Other terminals act as this account.", .acting) }
    return nil
  }

  private func wrapped(_ text: String, _ style: Style) -> [Line] {
    wrap(text, columns - 2).map { Line([Span(" " + $0, style)]) }
  }

  private func labelled(_ fact: AccountFacts.Fact, _ labelColumns: Int) -> [Line] {
    let indent = labelColumns + 3
    return wrap(fact.text, columns - indent).enumerated().map { offset, part in
      var line = LineBuilder(columns: columns)
      line.add(" " + (offset == 0 ? fact.label : ""), .faint, columns: indent)
      line.add(part, fact.style)
      return line.line
    }
  }
}
