/// Keys and what they ask for, as data: the footer and the help are drawn from it.
struct Binding: Equatable, Sendable {
  /// The keys as a person reads them.
  let label: String

  /// What they do, for the help.
  let title: String

  let commands: [Key: Command]

  /// How the footer calls it, and how important it is there: of what does not fit, the highest
  /// number goes first.
  let footer: Footer?

  struct Footer: Equatable, Sendable {
    let label: String
    let title: String
    let rank: Int
  }

  init(_ label: String, _ title: String, _ commands: [Key: Command], footer: Footer? = nil) {
    self.label = label
    self.title = title
    self.commands = commands
    self.footer = footer
  }
}

/// The bindings of each place in which keys mean something.
enum KeyMap {
  static let list: [Binding] = [
    Binding(
      "↑ ↓  or  k j", "one row up or down",
      [
        .up: .move(.up), .down: .move(.down),
        .character("k"): .move(.up), .character("j"): .move(.down),
        .control("p"): .move(.up), .control("n"): .move(.down),
      ]),
    Binding(
      "PgUp PgDn", "one page up or down", [.pageUp: .move(.pageUp), .pageDown: .move(.pageDown)]),
    Binding(
      "Ctrl-U Ctrl-D", "half a page up or down",
      [.control("u"): .move(.halfPageUp), .control("d"): .move(.halfPageDown)]),
    Binding(
      "Home End  or  g G", "first or last row",
      [
        .home: .move(.first), .end: .move(.last),
        .character("g"): .move(.first), .character("G"): .move(.last),
      ]),
    Binding(
      "Enter", "act as the account under the cursor", [.enter: .switchHere],
      footer: .init(label: "Enter", title: "switch", rank: 2)),
    Binding("1 – 9", "act as the account in that row", numbers { .switchToRow($0) }),
    Binding(
      "/", "filter by name or ID", [.character("/"): .openFilter],
      footer: .init(label: "/", title: "filter", rank: 3)),
    Binding(
      "r  or  F5", "load the accounts again, with new tokens",
      [.character("r"): .refresh, .function(5): .refresh],
      footer: .init(label: "r", title: "refresh", rank: 4)),
    Binding(
      "i", "details of the account under the cursor", [.character("i"): .showDetails],
      footer: .init(label: "i", title: "details", rank: 5)),
    profiles,
    signIn,
    help,
    escape,
    quit,
    suspend,
  ]

  static let filter: [Binding] = [
    Binding(
      "Enter", "act as the account under the cursor", [.enter: .switchHere],
      footer: .init(label: "Enter", title: "switch", rank: 0)),
    Binding(
      "↑ ↓", "one row up or down",
      [
        .up: .move(.up), .down: .move(.down),
        .control("p"): .move(.up), .control("n"): .move(.down),
      ], footer: .init(label: "↑↓", title: "move", rank: 3)),
    Binding(
      "PgUp PgDn Home End", "further up or down",
      [
        .pageUp: .move(.pageUp), .pageDown: .move(.pageDown),
        .home: .move(.first), .end: .move(.last), .control("d"): .move(.halfPageDown),
      ]),
    Binding(
      "Tab", "keep the filter and go back to the keys of the list", [.tab: .keepFilter],
      footer: .init(label: "Tab", title: "keep filter", rank: 4)),
    eraseCharacter,
    Binding("Ctrl-W", "erase a word", [.control("w"): .eraseWord]),
    Binding("Ctrl-U", "erase the filter", [.control("u"): .eraseAll]),
    Binding(
      "F5", "load the accounts again, with new tokens", [.function(5): .refresh]),
    Binding("F1", "help", [.function(1): .showHelp]),
    escape,
    interrupt,
    suspend,
  ]

  static let signedOut: [Binding] = [
    Binding(
      "Enter", "sign in", [.enter: .signIn, .character("s"): .signIn],
      footer: .init(label: "Enter", title: "sign in", rank: 0)),
    profiles,
    help,
    escape,
    quit,
    suspend,
  ]

  private static let profiles = Binding(
    "p", "profiles: other stores and members", [.character("p"): .showProfiles],
    footer: .init(label: "p", title: "profiles", rank: 6))

  static let eraseCharacter = Binding(
    "Backspace", "erase a character", [.backspace: .eraseCharacter])

  private static let signIn = Binding(
    "s", "sign in again", [.character("s"): .signIn],
    footer: .init(label: "s", title: "sign in", rank: 0))

  private static let help = Binding(
    "?  or  F1", "help", [.character("?"): .showHelp, .function(1): .showHelp],
    footer: .init(label: "?", title: "help", rank: 1))

  static let escape = Binding(
    "Esc", "cancel, dismiss a message, or clear the filter", [.escape: .escape])

  private static let quit = Binding(
    "q  or  Ctrl-C", "quit", [.character("q"): .quit, .control("c"): .quit],
    footer: .init(label: "q", title: "quit", rank: 0))

  static let interrupt = Binding("Ctrl-C", "quit", [.control("c"): .quit])

  static let suspend = Binding(
    "Ctrl-Z", "put into the background; fg brings it back", [.control("z"): .suspend])

  static func numbers(_ command: (Int) -> Command) -> [Key: Command] {
    Dictionary(
      uniqueKeysWithValues: (1...9).map { (.character(Character("\($0)")), command($0)) })
  }
}
