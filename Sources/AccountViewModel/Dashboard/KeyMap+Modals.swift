import AccountModel

// The bindings of what stands before the list.
extension KeyMap {
  /// Help and details.
  static let reading: [Binding] = [
    Binding(
      "↑ ↓", "scroll",
      [
        .up: .move(.up), .down: .move(.down),
        .character("k"): .move(.up), .character("j"): .move(.down),
        .pageUp: .move(.pageUp), .pageDown: .move(.pageDown),
        .home: .move(.first), .end: .move(.last),
        .character("g"): .move(.first), .character("G"): .move(.last),
      ], footer: .init(label: "↑↓", title: "scroll", rank: 3)),
    Binding(
      "Esc", "close",
      [
        .escape: .escape, .enter: .escape, .character("q"): .escape, .character("?"): .escape,
        .character("i"): .escape, .function(1): .escape,
      ]),
    interrupt,
    suspend,
  ]

  /// The ways in, the store's profiles, the profiles of the settings.
  static let choices: [Binding] = [
    Binding(
      "Enter", "take the choice under the cursor", [.enter: .choose],
      footer: .init(label: "Enter", title: "choose", rank: 0)),
    Binding(
      "↑ ↓", "another choice",
      [
        .up: .move(.up), .down: .move(.down),
        .character("k"): .move(.up), .character("j"): .move(.down),
        .control("p"): .move(.up), .control("n"): .move(.down),
        .pageUp: .move(.pageUp), .pageDown: .move(.pageDown),
        .home: .move(.first), .end: .move(.last),
        .character("g"): .move(.first), .character("G"): .move(.last),
      ], footer: .init(label: "↑↓", title: "move", rank: 3)),
    Binding("1 – 9", "take that choice", numbers { .chooseNumber($0) }),
    Binding("Esc", "close", [.escape: .escape, .character("q"): .escape]),
    interrupt,
    suspend,
  ]

  static let form: [Binding] = [
    Binding(
      "Enter", "next field, then sign in", [.enter: .submit],
      footer: .init(label: "Enter", title: "continue", rank: 0)),
    Binding(
      "Tab", "other field",
      [.tab: .nextField, .down: .nextField, .backTab: .previousField, .up: .previousField],
      footer: .init(label: "Tab", title: "other field", rank: 3)),
    eraseCharacter,
    Binding("Ctrl-U", "erase the field", [.control("u"): .eraseAll, .control("w"): .eraseAll]),
    escape,
    interrupt,
    suspend,
  ]

  /// The one field of a code that was sent.
  static let code: [Binding] = [
    Binding(
      "Enter", "sign in", [.enter: .submit],
      footer: .init(label: "Enter", title: "sign in", rank: 0)),
    Binding(
      "Ctrl-R", "have a new code sent", [.control("r"): .sendCodeAgain],
      footer: .init(label: "Ctrl-R", title: "new code", rank: 2)),
    eraseCharacter,
    Binding("Ctrl-U", "erase the field", [.control("u"): .eraseAll, .control("w"): .eraseAll]),
    escape,
    interrupt,
    suspend,
  ]

  /// While the browser is away.
  static let browser: [Binding] = [
    Binding(
      "Enter", "hand the pasted address over", [.enter: .handOverAddress],
      footer: .init(label: "Enter", title: "hand over", rank: 2)),
    Binding(
      "↑ ↓", "scroll", [.up: .move(.up), .down: .move(.down)],
      footer: .init(label: "↑↓", title: "scroll", rank: 3)),
    eraseCharacter,
    Binding(
      "Ctrl-U", "erase the address", [.control("u"): .eraseAll, .control("w"): .eraseAll]),
    escape,
    interrupt,
    suspend,
  ]

  /// Why the person wants to act as an account.
  static let reason: [Binding] = [
    Binding(
      "Enter", "act as the account", [.enter: .submit],
      footer: .init(label: "Enter", title: "switch", rank: 0)),
    eraseCharacter,
    Binding("Ctrl-W", "erase a word", [.control("w"): .eraseWord]),
    Binding("Ctrl-U", "erase the reason", [.control("u"): .eraseAll]),
    escape,
    interrupt,
    suspend,
  ]
}

extension SignIn {
  /// The bindings of the step.
  var bindings: [Binding] {
    switch step {
    case .mechanisms, .profiles: KeyMap.choices
    case .form(let form): form.asksForCode ? KeyMap.code : KeyMap.form
    case .browser: KeyMap.browser
    }
  }
}
