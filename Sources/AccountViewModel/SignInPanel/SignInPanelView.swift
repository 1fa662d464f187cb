import AccountModel

extension SignInPanel {
  func view(in context: PanelContext) -> PanelView {
    switch step {
    case .mechanisms(let choices):
      choices.view("Sign in to \(context.store.label)", in: context) {
        ($0.title, .plain)
      } summary: {
        $0.summary
      }
    case .profiles(let kind, let choices, _):
      choices.view(
        kind == .openID ? "Which identity provider?" : "Which password profile?", in: context
      ) {
        ($0.name, .plain)
      } summary: {
        $0.id
      }
    case .form(let form): view(of: form, in: context)
    case .oneTimePassword(let code, let form): view(ofCode: code, sentTo: form, in: context)
    case .browser(let wait): view(of: wait, in: context)
    }
  }

  private func view(of form: SignInForm, in context: PanelContext) -> PanelView {
    let label = context.store.label
    let heading = form.mechanism == .selfSignup ? "Sign up at \(label)" : "Sign in to \(label)"
    let labelColumns = form.fields.map(\.title.cellCount).max() ?? 0
    let fields = form.fields.map { field in
      context.field(
        field.title, isFocused: field == form.field, labelColumns: labelColumns,
        text: form.shown(field), isFaint: field.isHidden, cut: field.isHidden ? .end : .start,
        placeholder: field.isOptional ? "optional" : "")
    }
    return view(
      heading, fields: fields, focus: form.focus,
      hint: form.mechanism.asksForKnownPassword ? offer.hint : nil, in: context)
  }

  private func view(
    ofCode code: Secret, sentTo form: SignInForm, in context: PanelContext
  ) -> PanelView {
    let field = context.field("Code", isFocused: true, labelColumns: 4, text: code.reveal())
    let username = form.answer(.username)
    return view(
      "Sign in to \(context.store.label)" + (username.isEmpty ? "" : " as \(username.reveal())"),
      fields: [field], focus: 0, hint: codeHint, in: context)
  }

  /// A heading and the fields below it, scrolled so that the one that is typed into is on the
  /// screen.
  private func view(
    _ heading: String, fields: [(line: Line, end: Int)], focus: Int, hint: String?,
    in context: PanelContext
  ) -> PanelView {
    let columns = context.columns
    let head = [context.title(heading), Line()]
    let note = hint.map { wrap($0, columns - 2) } ?? []
    let noteLines = note.map { Line([Span(clip("  " + $0, columns), .faint)]) }
    let row = head.count + focus
    return PanelView(
      lines: head + fields.map(\.line) + (noteLines.isEmpty ? [] : [Line()] + noteLines),
      top: max(0, row + 1 - context.rows),
      cursor: Frame.Position(column: fields[focus].end, row: row))
  }

  private func view(of wait: BrowserWait, in context: PanelContext) -> PanelView {
    var lines = [context.title("Sign in to \(context.store.label) with OpenID"), Line()]
    guard let address = wait.address else {
      lines += context.paragraph("Asking the store where its members sign in …")
      return PanelView(lines: lines)
    }
    lines += context.paragraph(
      wait.isOpen
        ? "Sign in in the browser window. If no window opened, open this address:"
        : "Open this address in a browser, here or on another device:")
    lines += [Line()] + context.paragraph(address, .key) + [Line()]
    lines += context.paragraph(
      "If epswitch does not continue after that, copy the address where the browser ended up and "
        + "paste it here.")
    let field = context.field(
      "Address", isFocused: true, labelColumns: 7, text: wait.pastedAddress.reveal(),
      placeholder: "http://localhost…")
    lines.append(field.line)
    let cursor = Frame.Position(column: field.end, row: lines.count - 1)
    return PanelView(
      lines: lines, top: max(0, lines.count - context.rows - wait.linesUp),
      cursor: wait.linesUp == 0 ? cursor : nil)
  }
}
