import AccountModel

/// What the order under way asks for in one line, below the list or the panel.
struct PromptEntry: Equatable, Sendable {
  enum Question: Equatable, Sendable {
    case reason(ReasonPrompt)
    case member(MemberPrompt)
    case impersonation(ImpersonationSummary)
    /// It is not shown while it is typed.
    case secret(PromptField)
    case text(PromptField)
  }

  let question: Question

  /// It may be a secret, so that no dump tells it.
  private var answer = Secret("")

  init(_ question: Question) { self.question = question }

  var bindings: [Binding] {
    switch question {
    case .reason(let prompt): prompt.isForStorefront ? KeyMap.answer : KeyMap.reason
    case .impersonation: KeyMap.impersonation
    case .member, .secret, .text: KeyMap.answer
    }
  }

  mutating func update(_ message: PanelMessage) -> PanelOutcome? {
    switch message {
    case .text(let text): edit { $0 + text }
    case .command(.submit): return submit()
    case .command(let command):
      if command.erases { edit(command.erasing) }
    }
    return nil
  }

  private mutating func edit(_ change: (String) -> String) {
    answer = Secret(String(change(answer.reveal()).prefix(limit)))
  }

  /// How many characters are taken.
  private var limit: Int {
    switch question {
    case .reason, .impersonation: 200
    case .member, .secret, .text: 1000
    }
  }

  private func submit() -> PanelOutcome {
    switch question {
    case .member(let prompt):
      let text = cleanText(answer.reveal())
      guard !text.isEmpty else { return .refused("Type who is meant, or press Esc to cancel.") }
      return .answered(.member(prompt.answer(to: text, listing: Self.mostMembers)))
    case .reason, .impersonation:
      let reason = cleanText(answer.reveal())
      return reason.isEmpty
        ? .refused("Type a reason, or press Esc to cancel.") : .answered(.reason(reason))
    case .secret(let field):
      return answer.isEmpty ? .refused("\(field.title) is missing.") : .answered(.secret(answer))
    case .text(let field):
      let text = cleanText(answer.reveal(), limit: limit)
      return text.isEmpty ? .refused("\(field.title) is missing.") : .answered(.text(text))
    }
  }
}

// MARK: - How it is drawn

extension PromptEntry {
  /// What is asked, where the label of the entry does not say it. The name is cut so that the ID,
  /// which tells accounts of one name apart, stays in sight.
  func questionLines(columns: Int) -> [Line] {
    switch question {
    case .reason(let prompt): reasonLines(prompt, columns: columns)
    case .member(let prompt): memberLines(prompt, columns: columns)
    case .impersonation(let summary): summaryLines(summary, columns: columns)
    case .secret, .text: []
    }
  }

  /// As many members as have a number of one digit; who means another types more.
  private static let mostMembers = 9

  /// The members to choose from, or that none was found.
  private func memberLines(_ prompt: MemberPrompt, columns: Int) -> [Line] {
    let shown = prompt.members.prefix(Self.mostMembers)
    var lines = shown.enumerated().map { number, member in
      // A member chooses the name, so it comes last, where it cannot be taken for the rest.
      var line = LineBuilder(columns: columns)
      line.add(" \(number + 1)  ", .key)
      line.add(columns < 120 ? AccountID(member.id).short : member.id, .id)
      line.add("  \(member.email ?? "(no e-mail address)")  ")
      line.add(member.name ?? "(no name)")
      return line.line
    }
    let note: String? =
      if shown.isEmpty {
        prompt.query.map {
          "No member has “\($0)” in the name or the e-mail address, or as the ID."
        }
      } else if prompt.isIncomplete || prompt.members.count > shown.count {
        "There are more; type more of the name or the e-mail address."
      } else {
        nil
      }
    if let note { lines.append(Line([Span(clip(" " + note, columns), .warning)])) }
    return lines
  }

  /// Who would be impersonated.
  private func summaryLines(_ summary: ImpersonationSummary, columns: Int) -> [Line] {
    let member = summary.member
    let names = summary.accounts.prefix(3).map(\.displayName).joined(separator: ", ")
    let accounts =
      switch summary.accountTotal {
      case nil: "accounts not told by the store"
      case 0?: "no accounts"
      case let total?: accountCount(total) + ": " + names + (total > 3 ? " …" : "")
      }
    let facts = [
      ("E-mail    ", member.email ?? "(none)"), ("ID        ", member.id), ("Accounts  ", accounts),
    ]
    let title = "Impersonate \(member.name ?? "(no name)") in the profile \(summary.label):"
    return [Line([Span(clip(" " + title, columns), .key)])]
      + facts.map { label, text in
        Line([Span("   \(label)", .faint), Span(clip(text, max(0, columns - 13)))])
      }
  }

  private func reasonLines(_ prompt: ReasonPrompt, columns: Int) -> [Line] {
    let name = prompt.account.displayName
    let id = prompt.account.id.rawValue
    let place = "in \(prompt.profile), which is production:"
    let margin = columns < 30 ? 0 : 1
    let texts: [String]
    if columns >= 60 {
      let account = "\(clip(name, columns - 20)) (\(id))"
      texts = wrap("Reason to act as \(account) \(place)", columns - margin)
    } else {
      let start = columns < 30 ? "" : "Act as "
      let shortID = columns < 40 ? clip(id, 8, cut: .hard) : prompt.account.id.short
      let room = columns - margin - start.cellCount - shortID.cellCount - 3
      texts = ["\(start)\(clip(name, max(0, room))) (\(shortID))"] + wrap(place, columns - margin)
    }
    return texts.map { Line([Span(clip(spaces(margin) + $0, columns), .key)]) }
  }

  /// The line that takes the answer, and the column of the text cursor.
  func entryLine(columns: Int) -> (line: Line, cursor: Int?) {
    var line = LineBuilder(columns: columns)
    line.add(columns < 30 ? "\(shortLabel) " : " \(label(columns: columns)): ", .key)
    let start = columns - line.room
    let shown = clip(shownAnswer, max(0, line.room - 1), cut: .start)
    line.add(shown, isSecret ? .faint : .plain)
    return (line.line, start + shown.cellCount)
  }

  private func label(columns: Int) -> String {
    switch question {
    case .reason, .impersonation: "Reason"
    case .member(let prompt): columns < 60 ? "Member" : prompt.question.string
    case .secret(let field), .text(let field): field.title
    }
  }

  private var shortLabel: String {
    switch question {
    case .reason, .impersonation: "Why?"
    case .member, .secret, .text: label(columns: 0)
    }
  }

  private var isSecret: Bool {
    if case .secret = question { true } else { false }
  }

  private var shownAnswer: String {
    guard isSecret else { return answer.reveal() }
    return answer.isEmpty ? "" : "(hidden)"
  }
}

extension PromptField {
  /// What a line that asks for it is labelled.
  var title: String {
    switch self {
    case .username: "User name"
    case .password: "Password"
    case .newPassword: "New password"
    case .name: "Name"
    case .email: "E-mail"
    case .clientSecret: "Client secret"
    }
  }
}
