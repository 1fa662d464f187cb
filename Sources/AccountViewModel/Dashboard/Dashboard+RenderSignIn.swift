import AccountModel

extension Dashboard {
  func lines(of signIn: SignIn) -> [Line] {
    switch signIn.step {
    case .mechanisms(let choices):
      choiceLines("Sign in to \(store.label)", choices) {
        ($0.title, .plain)
      } summary: {
        $0.summary
      }
    case .form(let form): formLines(form)
    case .profiles(let choices, let form):
      choiceLines(
        form.mechanism == .oidc ? "Which identity provider?" : "Which password profile?", choices
      ) {
        ($0.name, .plain)
      } summary: {
        $0.id
      }
    case .browser(let wait): browserLines(wait)
    }
  }

  /// How far the lines are scrolled to have what is typed into, or the cursor, on the screen.
  func scroll(of signIn: SignIn, rows: Int) -> Int {
    switch signIn.step {
    case .mechanisms(let choices): choiceScroll(choices.cursor, rows: rows)
    case .profiles(let choices, _): choiceScroll(choices.cursor, rows: rows)
    case .form(let form): choiceScroll(form.focus, rows: rows)
    case .browser(let wait): max(0, browserLines(wait).count - rows - wait.linesUp)
    }
  }

  /// Where the text cursor stands within the lines between the rules.
  func cursorInModal(rows: Int) -> Frame.Position? {
    guard case .signIn(let signIn) = modal, rows > 0 else { return nil }
    let row: Int
    let end: Int
    switch signIn.step {
    case .mechanisms, .profiles: return nil
    case .form(let form): (row, end) = (headLines + form.focus, fieldLine(form.field, form).end)
    case .browser(let wait):
      guard wait.linesUp == 0 else { return nil }
      (row, end) = (browserLines(wait).count - 1, finalAddressLine(wait).end)
    }
    return Frame.Position(
      column: min(end, max(0, size.columns - 1)), row: row - scroll(of: signIn, rows: rows))
  }
}

// MARK: - Fields

extension Dashboard {
  private func formLines(_ form: SignInForm) -> [Line] {
    let heading =
      form.mechanism == .selfSignup ? "Sign up at \(store.label)" : "Sign in to \(store.label)"
    let fields = form.fields.map { fieldLine($0, form).line }
    let hint = form.hint.map { hint in wrap(hint, columns - 2).map { note("  " + $0) } } ?? []
    return [title(heading), Line()] + fields + (hint.isEmpty ? [] : [Line()] + hint)
  }

  private func fieldLine(_ field: SignInField, _ form: SignInForm) -> (line: Line, end: Int) {
    let isFocused = field == form.field
    let labelColumns = form.fields.map(\.title.cellCount).max() ?? 0
    let shown = form.shown(field)
    return entryField(
      field.title, isFocused: isFocused, labelColumns: labelColumns, text: shown,
      isFaint: field.isHidden, cut: field.isHidden ? .end : .start,
      placeholder: field.isOptional ? "optional" : "")
  }

  /// A label with what was typed, and the column after it.
  private func entryField(
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

  private func note(_ text: String) -> Line { Line([Span(clip(text, columns), .faint)]) }
}

// MARK: - The browser

extension Dashboard {
  private func browserLines(_ wait: BrowserWait) -> [Line] {
    func text(_ words: String, _ style: Style = .plain) -> [Line] {
      wrap(words, columns - 2).map { Line([Span(clip(" " + $0, columns), style)]) }
    }
    let heading = [title("Sign in to \(store.label) with OpenID"), Line()]
    guard let address = wait.address else {
      return heading + text("Asking the store where its members sign in …")
    }
    let happening =
      wait.isOpen
      ? "Sign in in the browser window. If none opened, open this address:"
      : "Open this address in a browser, here or on another device:"
    return heading + text(happening) + [Line()] + text(address, .key) + [Line()]
      + text(
        "If the browser then shows an error at http://localhost…, it is on another machine: paste "
          + "that address here.") + [finalAddressLine(wait).line]
  }

  private func finalAddressLine(_ wait: BrowserWait) -> (line: Line, end: Int) {
    entryField(
      "Address", isFocused: true, labelColumns: 7, text: wait.finalAddress.reveal(),
      placeholder: "http://localhost…")
  }
}
