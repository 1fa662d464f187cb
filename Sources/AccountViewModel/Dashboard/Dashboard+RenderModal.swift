import AccountModel
import Foundation

// MARK: - Panels

extension Dashboard {
  /// What stands in the middle when there is no list.
  var panelTexts: [String?] {
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
      "\(session.member.displayName) is a member of no account.",
      nil,
      "You are signed in, but there is nothing to act as.",
      "Ask the store to add you to an account, then press r.",
    ]
  }

  /// Texts in the middle of the rows between the rules; `nil` is a blank line, which goes first when
  /// there are too few rows.
  func panel(_ texts: [String?], rows: Int) -> [Line] {
    let wanted = texts.flatMap { $0.map { wrap($0, columns - 2) } ?? [""] }
    let wrapped = wanted.count > rows ? wanted.filter { !$0.isEmpty } : wanted
    let above = max(0, (rows - wrapped.count) / 2)
    let lines = wrapped.prefix(rows).map { text in
      Line(text.isEmpty ? [] : [Span(fit(text, columns, align: .center))])
    }
    return Array(repeating: Line(), count: above) + lines
  }
}

// MARK: - Modals

extension Dashboard {
  /// All lines of what stands before the list; empty when nothing does.
  var modalLines: [Line] {
    switch modal {
    case .help: helpLines
    case .details(let id, let claims, _): detailLines(id, claims)
    case .signIn(let signIn): lines(of: signIn)
    case .profiles(let choices): profileLines(choices)
    case .reason, nil: []
    }
  }

  func visibleModalLines(rows: Int) -> [Line] {
    let lines = modalLines
    let scroll =
      switch modal {
      case .help(let scroll), .details(_, _, let scroll): scroll
      case .signIn(let signIn): scroll(of: signIn, rows: rows)
      case .profiles(let choices): choiceScroll(choices.cursor, rows: rows)
      case .reason, nil: 0
      }
    let first = max(0, min(scroll, lines.count - rows))
    return Array(lines.dropFirst(first).prefix(rows))
  }

  func title(_ text: String) -> Line { Line([Span(clip(" " + text, columns), .heading)]) }

  /// A label with a text beside it, in as many lines as that needs.
  func entry(
    _ label: String, _ text: String, labelColumns: Int, _ labelStyle: Style, _ style: Style
  ) -> [Line] {
    let indent = min(labelColumns + 3, columns / 2)
    var lines: [Line] = []
    for (offset, part) in wrap(text, columns - indent).enumerated() {
      var line = LineBuilder(columns: columns)
      line.add(" " + (offset == 0 ? label : ""), labelStyle, columns: indent - 1)
      line.add(" ")
      line.add(part, style)
      lines.append(line.line)
    }
    return lines
  }
}

// MARK: - Help

extension Dashboard {
  private var helpLines: [Line] {
    let sections: [(String, [Binding])] = [
      ("Keys", session == nil ? KeyMap.signedOut : KeyMap.list),
      ("Keys while you type a filter", KeyMap.filter),
    ]
    var lines: [Line] = []
    for (heading, bindings) in sections {
      lines.append(title(heading))
      for binding in bindings {
        let isAvailable = isAvailable(binding)
        lines += entry(
          binding.label, binding.title, labelColumns: 19, isAvailable ? .key : .faint,
          isAvailable ? .plain : .faint)
      }
      lines.append(Line())
    }
    lines.append(title("Signs"))
    for (sign, meaning) in Self.signs {
      lines += entry(sign, meaning, labelColumns: 19, .plain, .plain)
    }
    return lines
  }

  private static let signs = [
    ("●", "the account you act as"),
    ("○", "the account other terminals act as, when EPSWITCH_ACCOUNT rules this one"),
    ("→", "the account you are switching to"),
    ("!", "runs out within 15 minutes; switching to it renews it"),
    ("× expired", "its token has run out; switching to it renews it"),
  ]
}

// MARK: - Details

extension Dashboard {
  private func detailLines(_ id: AccountID, _ claims: [AccountDetails.Claim]?) -> [Line] {
    guard let account = session?.roster[id] else {
      return panel(["This account is no longer among yours."], rows: 1)
    }
    let countdown = Countdown(account.expiry, at: storeNow, .exact)
    var facts: [(String, String, Style)] = [
      ("Name", account.displayName, .plain),
      ("Account ID", id.rawValue, .plain),
      ("Expires in", countdown.text, countdown.style),
    ]
    if let expiry = account.expiry {
      facts.append(("Expires at", expiry.iso8601, .plain))
    }
    if claims == nil { facts.append(("Claims", "reading …", .faint)) }
    let all = facts + (claims ?? []).map { ($0.name, $0.value, .plain) }
    let labelColumns = min(24, all.map(\.0.cellCount).max() ?? 0)
    return [title("Details"), Line()]
      + all.flatMap { entry($0.0, $0.1, labelColumns: labelColumns, .faint, $0.2) }
  }
}
