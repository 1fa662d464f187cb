/// What a key asks for.
enum Command: Equatable, Sendable {
  case move(AccountList.Move)
  /// Acts as the account under the cursor.
  case switchHere
  /// Acts as the account in a row on the screen, counted from 1.
  case switchToRow(Int)
  case openFilter, keepFilter
  case eraseCharacter, eraseWord, eraseAll
  case refresh, showDetails, showHelp, showProfiles, showHistory
  /// Shows the storefront in a browser, as the account that is acted as.
  case openStorefront
  /// Acts as the account that was acted as before.
  case switchBack
  /// Gives the account under the cursor a star, or takes it.
  case toggleFavourite
  /// Lists the accounts in the other order.
  case changeOrder
  /// Shows the accounts as a tree, or as a list again.
  case toggleTree
  case copyID, copyName
  case signIn, nextField, previousField, submit
  /// Has the store send another one-time password.
  case sendCodeAgain
  /// Goes on with the address the browser ended up at.
  case usePastedAddress
  /// Takes the choice under the cursor.
  case choose
  /// Takes a choice by its number, counted from 1.
  case chooseNumber(Int)
  /// Leaves what is innermost, see ``Dashboard/Escape``.
  case escape
  case quit, suspend

  var erases: Bool {
    switch self {
    case .eraseCharacter, .eraseWord, .eraseAll: true
    default: false
    }
  }

  /// What an erasing command leaves of a text.
  func erasing(_ text: String) -> String {
    switch self {
    case .eraseCharacter: return String(text.dropLast())
    case .eraseWord:
      let trimmed = text.reversed().drop(while: \.isWhitespace).drop { !$0.isWhitespace }
      return String(trimmed.reversed())
    default: return ""
    }
  }
}

/// Keys and what they ask for, as data: the footer and the help are drawn from it.
struct Binding: Equatable, Sendable {
  /// The keys as a person reads them.
  let label: String

  /// What they do, for the help.
  let title: String

  let commands: [Key: Command]

  /// What the footer calls it, and how important it is there: of what does not fit, the highest
  /// number is left out first.
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

/// The bindings of each part that can have the keys.
enum KeyMap {
  static let list: [Binding] = [
    Binding(
      "↑ ↓  or  k j", "one row up or down",
      oneRow.merging([.character("k"): .move(.up), .character("j"): .move(.down)]) { $1 }),
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
    Binding("-", "act as the account before", [.character("-"): .switchBack]),
    Binding(
      "/", "find by name, ID, reference, or text that holds an ID", [.character("/"): .openFilter],
      footer: .init(label: "/", title: "find", rank: 3)),
    Binding(
      "y  Y", "copy the ID or the name", [.character("y"): .copyID, .character("Y"): .copyName],
      footer: .init(label: "y", title: "copy ID", rank: 7)),
    Binding(
      "o", "storefront in a browser, as the account you act as",
      [.character("o"): .openStorefront], footer: .init(label: "o", title: "storefront", rank: 4)),
    Binding(
      "f", "favourite: keep the account at the top, or no longer",
      [.character("f"): .toggleFavourite], footer: .init(label: "f", title: "favourite", rank: 8)),
    Binding("S", "order by recent use, or by name", [.character("S"): .changeOrder]),
    Binding("h", "tree: which account is a part of which", [.character("h"): .toggleTree]),
    history,
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

  static let filter = filtering(enter: "act as the account under the cursor", footer: "switch")

  /// The filter of a picker for the account of this terminal.
  static let terminalFilter = filtering(
    enter: "act as the account under the cursor in this terminal only", footer: "choose")

  private static func filtering(enter: String, footer: String) -> [Binding] {
    [
      Binding(
        "Enter", enter, [.enter: .switchHere],
        footer: .init(label: "Enter", title: footer, rank: 0)),
      Binding(
        "↑ ↓", "one row up or down", oneRow, footer: .init(label: "↑↓", title: "move", rank: 3)),
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
  }

  /// What was done: text filters at once, as in a picker.
  static let reviewing: [Binding] = [
    Binding(
      "↑ ↓", "scroll", oneRow, footer: .init(label: "↑↓", title: "scroll", rank: 3)),
    Binding(
      "PgUp PgDn Home End", "further up or down",
      [
        .pageUp: .move(.pageUp), .pageDown: .move(.pageDown),
        .home: .move(.first), .end: .move(.last),
      ]),
    eraseCharacter,
    Binding("Ctrl-W", "erase a word", [.control("w"): .eraseWord]),
    Binding("Ctrl-U", "erase the filter", [.control("u"): .eraseAll]),
    Binding("Esc", "close", [.escape: .escape]),
    interrupt,
    suspend,
  ]

  static let signedOut: [Binding] = [
    Binding(
      "Enter", "sign in", [.enter: .signIn, .character("s"): .signIn],
      footer: .init(label: "Enter", title: "sign in", rank: 0)),
    profiles,
    history,
    help,
    escape,
    quit,
    suspend,
  ]

  /// As in fzf, Ctrl-J and Ctrl-K move as well.
  private static let oneRow: [Key: Command] = [
    .up: .move(.up), .down: .move(.down),
    .control("p"): .move(.up), .control("n"): .move(.down),
    .control("k"): .move(.up), .control("j"): .move(.down),
  ]
}

// MARK: - Panels and prompts

extension KeyMap {
  /// Help and details.
  static let reading: [Binding] = [
    Binding(
      "↑ ↓", "scroll",
      vertical,
      footer: .init(label: "↑↓", title: "scroll", rank: 3)),
    Binding(
      "Esc", "close",
      [
        .escape: .escape, .enter: .escape, .character("q"): .escape, .character("?"): .escape,
        .character("i"): .escape, .function(1): .escape,
      ]),
    interrupt,
    suspend,
  ]

  /// Sign-in methods, the store's profiles, the profiles of the settings file.
  static let choices: [Binding] = [
    Binding(
      "Enter", "take the choice under the cursor", [.enter: .choose],
      footer: .init(label: "Enter", title: "choose", rank: 0)),
    Binding(
      "↑ ↓", "another choice", vertical.merging(oneRow) { $1 },
      footer: .init(label: "↑↓", title: "move", rank: 3)),
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
    eraseField,
    escape,
    interrupt,
    suspend,
  ]

  /// The one-time password that was sent.
  static let code: [Binding] = [
    Binding(
      "Enter", "sign in", [.enter: .submit],
      footer: .init(label: "Enter", title: "sign in", rank: 0)),
    Binding(
      "Ctrl-R", "have a new code sent", [.control("r"): .sendCodeAgain],
      footer: .init(label: "Ctrl-R", title: "new code", rank: 2)),
    eraseCharacter,
    eraseField,
    escape,
    interrupt,
    suspend,
  ]

  /// While the browser is waited for.
  static let browser: [Binding] = [
    Binding(
      "Enter", "continue with the pasted address", [.enter: .usePastedAddress],
      footer: .init(label: "Enter", title: "continue", rank: 2)),
    Binding(
      "↑ ↓", "scroll", [.up: .move(.up), .down: .move(.down)],
      footer: .init(label: "↑↓", title: "scroll", rank: 3)),
    eraseCharacter,
    eraseField,
    escape,
    interrupt,
    suspend,
  ]

  /// Why the person wants to act as an account.
  static let reason = prompt("act as the account", footer: "switch")

  /// Why the person impersonates a member.
  static let impersonation = prompt("act as the member", footer: "impersonate")

  /// Anything else that an order asks for.
  static let answer = prompt("continue", footer: "continue")

  private static func prompt(_ title: String, footer: String) -> [Binding] {
    [
      Binding(
        "Enter", title, [.enter: .submit], footer: .init(label: "Enter", title: footer, rank: 0)),
      eraseCharacter,
      Binding("Ctrl-W", "erase a word", [.control("w"): .eraseWord]),
      Binding("Ctrl-U", "erase the answer", [.control("u"): .eraseAll]),
      escape,
      interrupt,
      suspend,
    ]
  }

  private static let vertical: [Key: Command] = [
    .up: .move(.up), .down: .move(.down),
    .character("k"): .move(.up), .character("j"): .move(.down),
    .pageUp: .move(.pageUp), .pageDown: .move(.pageDown),
    .home: .move(.first), .end: .move(.last),
    .character("g"): .move(.first), .character("G"): .move(.last),
  ]
}

// MARK: - In several places

extension KeyMap {
  private static let profiles = Binding(
    "p", "profiles: other stores and members", [.character("p"): .showProfiles],
    footer: .init(label: "p", title: "profiles", rank: 6))

  private static let history = Binding(
    "H", "history: who acted as whom, when and why", [.character("H"): .showHistory],
    footer: .init(label: "H", title: "history", rank: 9))

  private static let eraseCharacter = Binding(
    "Backspace", "erase a character", [.backspace: .eraseCharacter])

  /// An answer may be a secret, of which no part stays.
  private static let eraseField = Binding(
    "Ctrl-U", "erase the field", [.control("u"): .eraseAll, .control("w"): .eraseAll])

  private static let signIn = Binding(
    "s", "sign in again", [.character("s"): .signIn],
    footer: .init(label: "s", title: "sign in", rank: 0))

  private static let help = Binding(
    "?  or  F1", "help", [.character("?"): .showHelp, .function(1): .showHelp],
    footer: .init(label: "?", title: "help", rank: 1))

  private static let escape = Binding(
    "Esc", "cancel, dismiss a message, or clear the filter", [.escape: .escape])

  private static let quit = Binding(
    "q  or  Ctrl-C", "quit", [.character("q"): .quit, .control("c"): .quit],
    footer: .init(label: "q", title: "quit", rank: 0))

  private static let interrupt = Binding("Ctrl-C", "quit", [.control("c"): .quit])

  private static let suspend = Binding(
    "Ctrl-Z", "suspend epswitch; fg continues it", [.control("z"): .suspend])

  private static func numbers(_ command: (Int) -> Command) -> [Key: Command] {
    Dictionary(
      uniqueKeysWithValues: (1...9).map { (.character(Character("\($0)")), command($0)) })
  }
}
