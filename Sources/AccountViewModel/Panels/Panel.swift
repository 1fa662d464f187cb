import AccountModel
import Foundation

/// What is shown in place of the list and takes the keys; one at a time. Each case keeps its own
/// state, update and view; the dashboard delegates to it.
enum Panel: Equatable, Sendable {
  case help(HelpPanel)
  case details(DetailsPanel)
  case signIn(SignInPanel)
  case profiles(ProfilesPanel)
  case history(HistoryPanel)

  var bindings: [Binding] {
    switch self {
    case .help, .details: KeyMap.reading
    case .signIn(let signIn): signIn.bindings
    case .profiles: KeyMap.choices
    case .history: KeyMap.reviewing
    }
  }

  /// Takes in what the person asks for.
  ///
  /// - Returns: what the dashboard has to do about it; `nil` for nothing.
  mutating func update(_ message: PanelMessage, in context: PanelContext) -> PanelOutcome? {
    switch self {
    case .help(var help):
      help.update(message, in: context)
      self = .help(help)
      return nil
    case .details(var details):
      details.update(message, in: context)
      self = .details(details)
      return nil
    case .signIn(var signIn):
      let outcome = signIn.update(message, in: context)
      self = .signIn(signIn)
      return outcome
    case .history(var history):
      history.update(message, in: context)
      self = .history(history)
      return nil
    case .profiles(var profiles):
      let outcome = profiles.update(message, in: context)
      self = .profiles(profiles)
      return outcome
    }
  }

  func view(in context: PanelContext) -> PanelView {
    switch self {
    case .help(let help): help.view(in: context)
    case .details(let details): details.view(in: context)
    case .signIn(let signIn): signIn.view(in: context)
    case .profiles(let profiles): profiles.view(in: context)
    case .history(let history): history.view(in: context)
    }
  }
}

/// A key, as a panel or a prompt takes it.
enum PanelMessage: Equatable, Sendable {
  case command(Command)
  /// One line of typed or pasted text.
  case text(String)
}

/// What the dashboard has to do after a panel or a prompt took a key.
enum PanelOutcome: Equatable, Sendable {
  /// Nothing; the sentence says why.
  case refused(String)
  /// The order under way can go on.
  case answered(DashboardAnswer)
  case signInRequested(SignInAnswers)
  /// A profile of the settings file is to be opened, by its name.
  case profileChosen(String)
}

/// What panels need to know of the dashboard.
struct PanelContext {
  let columns: Int

  /// Rows between the rules.
  let rows: Int

  let store: ShownStore
  let session: Session?

  /// The details that are looked at, as far as they have arrived.
  let details: ShownDetails?

  /// The accounts that have a star.
  let favourites: Set<AccountID>

  /// The store's time.
  let storeNow: Date

  /// The zone in which moments are shown.
  let zone: TimeZone

  /// Whether one of a binding's commands can be carried out now.
  let isAvailable: (Binding) -> Bool
}

/// All lines of a panel, from which the rows on the screen are taken.
struct PanelView: Equatable {
  var lines: [Line]

  /// The first line that should be on the screen.
  var top = 0

  /// Where the text cursor stands among the lines; `nil` where nothing is typed.
  var cursor: Frame.Position?

  /// What is on a screen of so many columns and rows.
  func visible(in columns: Int, _ rows: Int) -> (lines: [Line], cursor: Frame.Position?) {
    let first = max(0, min(top, lines.count - rows))
    let place = cursor.map {
      Frame.Position(column: min($0.column, max(0, columns - 1)), row: $0.row - first)
    }
    let isVisible = place.map { (0..<rows).contains($0.row) } ?? false
    return (Array(lines.dropFirst(first).prefix(rows)), isVisible ? place : nil)
  }

  /// Where a move leads when the panel is scrolled by so many lines.
  func scrolled(_ scroll: Int, by move: AccountList.Move, rows: Int) -> Int {
    let last = max(0, lines.count - rows)
    return move.target(from: min(scroll, last), count: last + 1, page: rows)
  }
}

// MARK: - Lines

extension PanelContext {
  func title(_ text: String) -> Line { Line([Span(clip(" " + text, columns), .heading)]) }

  /// A text in as many lines as it needs.
  func paragraph(_ text: String, _ style: Style = .plain) -> [Line] {
    wrap(text, columns - 2).map { Line([Span(clip(" " + $0, columns), style)]) }
  }

  /// A label with a text beside it, in as many lines as that needs.
  func labelled(
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

  /// A label with what was typed beside it, and the column after that.
  func field(
    _ label: String, isFocused: Bool, labelColumns: Int, text: String, isFaint: Bool = false,
    cut: Cut = .start, placeholder: String = ""
  ) -> (line: Line, end: Int) {
    var line = LineBuilder(columns: columns)
    line.add(isFocused ? "▌ " : "  ", .heading)
    line.add(
      label, isFocused ? .heading : .plain, columns: min(labelColumns + 2, columns / 2))
    let start = columns - line.room
    let shown = clip(text, max(0, line.room - 1), cut: cut)
    line.add(shown, isFaint ? .faint : .plain)
    if text.isEmpty { line.add(clip(placeholder, max(0, line.room - 1)), .faint) }
    return (line.line, start + shown.cellCount)
  }
}

/// Texts in the middle of so many rows; `nil` is a blank line, which is left out first when there
/// are too few rows.
func centered(_ texts: [String?], columns: Int, rows: Int) -> [Line] {
  let wanted = texts.flatMap { $0.map { wrap($0, columns - 2) } ?? [""] }
  let wrapped = wanted.count > rows ? wanted.filter { !$0.isEmpty } : wanted
  let above = max(0, (rows - wrapped.count) / 2)
  let lines = wrapped.prefix(rows).map { text in
    Line(text.isEmpty ? [] : [Span(fit(text, columns, align: .center))])
  }
  return Array(repeating: Line(), count: above) + lines
}
