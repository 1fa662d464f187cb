import AccountModel

/// The keys, drawn from the bindings, and the signs.
struct HelpPanel: Equatable, Sendable {
  let isSignedIn: Bool

  /// Lines above the screen.
  private var scroll = 0

  init(isSignedIn: Bool) { self.isSignedIn = isSignedIn }

  mutating func update(_ message: PanelMessage, in context: PanelContext) {
    guard case .command(.move(let move)) = message else { return }
    scroll = view(in: context).scrolled(scroll, by: move, rows: context.rows)
  }

  func view(in context: PanelContext) -> PanelView {
    let sections: [(String, [Binding])] = [
      ("Keys", isSignedIn ? KeyMap.list : KeyMap.signedOut),
      ("Keys while you type what to find", KeyMap.filter),
    ]
    var lines: [Line] = []
    for (heading, bindings) in sections {
      lines.append(context.title(heading))
      for binding in bindings {
        let isAvailable = context.isAvailable(binding)
        lines += context.labelled(
          binding.label, binding.title, labelColumns: 19, isAvailable ? .key : .faint,
          isAvailable ? .plain : .faint)
      }
      lines.append(Line())
    }
    lines.append(context.title("Signs"))
    for (sign, meaning) in Self.signs {
      lines += context.labelled(sign, meaning, labelColumns: 19, .plain, .plain)
    }
    return PanelView(lines: lines, top: scroll)
  }

  private static let signs = [
    ("●", "the account you act as"),
    ("○", "the account other terminals act as, when EPSWITCH_ACCOUNT sets another one for this"),
    ("→", "the account you are switching to"),
    ("★", "a favourite"),
    ("!", "expires within 15 minutes; switching to the account renews its token"),
    ("expired ×", "its token has expired; switching to the account renews it"),
  ]
}
