import AccountModel

/// What the order under way asks for in one line, below the list or the panel.
struct PromptEntry: Equatable, Sendable {
  enum Question: Equatable, Sendable {
    case reason(ReasonPrompt)
    /// It is not shown while it is typed.
    case secret(PromptField)
    case text(PromptField)
  }

  let question: Question

  /// It may be a secret, so that no dump tells it.
  private var answer = Secret("")

  init(_ question: Question) { self.question = question }

  var bindings: [Binding] {
    if case .reason = question { KeyMap.reason } else { KeyMap.answer }
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
    if case .reason = question { 200 } else { 1000 }
  }

  private func submit() -> PanelOutcome {
    switch question {
    case .reason:
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
    guard case .reason(let prompt) = question else { return [] }
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
    line.add(columns < 30 ? "\(shortLabel) " : " \(label): ", .key)
    let start = columns - line.room
    let shown = clip(shownAnswer, max(0, line.room - 1), cut: .start)
    line.add(shown, isSecret ? .faint : .plain)
    return (line.line, start + shown.cellCount)
  }

  private var label: String {
    switch question {
    case .reason: "Reason"
    case .secret(let field), .text(let field): field.title
    }
  }

  private var shortLabel: String {
    if case .reason = question { "Why?" } else { label }
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
