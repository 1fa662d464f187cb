import AccountModel
import Foundation

/// The header: which store, which member, which account, and for how long.
struct HeaderView {
  let store: ShownStore
  let session: Session?
  let terminalAccount: TerminalAccount?

  /// The account that commands in this terminal act as.
  let actingID: AccountID?

  /// The store's time.
  let storeNow: Date

  /// In which order the accounts are listed; `nil` where that is not said.
  let order: ListOrder?

  /// Cells of the terminal.
  let columns: Int

  /// Whether the account of this terminal is being chosen.
  var choosesForTerminal = false

  /// Which program, which store, who is signed in, and how many accounts there are. What does not
  /// fit is cut from the store's label first, then from the member; of an impersonated member, the label
  /// and then the impersonator.
  var storeLine: Line {
    var line = LineBuilder(columns: columns)
    line.add(" ", headerStyle(.plain))
    if columns >= 60 { line.add("epswitch   ", headerStyle(.heading)) }
    let right = "  " + countText
    let room = max(0, line.room - right.cellCount - 1)
    // None of it may be cut; where all of it has no room, the member is seen longer than the impersonator.
    let impersonation = session.flatMap { session in
      session.impersonationMark.map { "\(session.member.displayName) \($0) · " }
    }
    let production = (store.isProduction ? "PRODUCTION · " : "") + (impersonation ?? "")
    let member =
      impersonation == nil ? session.map { " · " + $0.member.displayName } ?? "" : ""
    let name = production + store.label
    let leastName = production.cellCount + Self.leastLabel
    let nameRoom = min(name.cellCount, max(leastName, room - member.cellCount), room)
    line.add(name, headerStyle(store.tint?.style ?? .plain), columns: nameRoom)
    line.add(member, headerStyle(.plain), columns: room - nameRoom)
    line.add(right, headerStyle(.faint))
    line.fill(headerStyle(.plain))
    return line.line
  }

  /// How many cells of a name are kept before the label in front of it gives way.
  private static let leastName = 6

  /// How many cells of a store's label are kept before the member is cut.
  private static let leastLabel = 12

  private var countText: String {
    guard let session else { return "not signed in" }
    guard !session.isCustomer else { return "customer" }
    let order = columns >= 100 ? order.map { " · \($0.title)" } ?? "" : ""
    return session.roster.countText + order
  }

  /// The account that commands in this terminal act as, and for how long.
  func actingLine(hasStoreAbove: Bool) -> Line {
    var line = LineBuilder(columns: columns)
    if columns >= 30 { line.add(" ", headerStyle(.plain)) }
    if store.isProduction, !hasStoreAbove {
      line.add(columns >= 50 ? "PRODUCTION " : "PROD ", headerStyle(.production))
    }
    if let account = actingID.flatMap({ session?.roster[$0] }) {
      addActing(account, to: &line)
    } else {
      line.add(labels[0], headerStyle(.heading))
      let (text, style) = actingAsNobody
      line.add(text, headerStyle(style))
    }
    line.fill(headerStyle(.plain))
    return line.line
  }

  /// What stands before the name, the longest first.
  private var labels: [String] {
    let short = terminalAccount == nil ? "As " : "Here "
    return (columns >= 60 ? ["Acting as  "] : []) + (columns >= 20 ? [short] : []) + [""]
  }

  /// Where the account of this terminal comes from, when the environment names it.
  var terminalLine: Line {
    var line = LineBuilder(columns: columns)
    let elsewhere = session?.selectedAccount?.displayName ?? "nobody"
    let isAlike = actingID == session?.selected
    line.add(columns >= 30 ? " " : "")
    if choosesForTerminal {
      let others = columns >= 60 ? "; others keep acting as \(elsewhere)." : ""
      line.add("Choose for this terminal only" + others, .warning)
    } else if columns >= 60 {
      let others =
        isAlike ? "; a switch does not change it." : "; others act as \(elsewhere)."
      line.add("Set by EPSWITCH_ACCOUNT for this terminal" + others, .warning)
    } else {
      line.add(isAlike ? "Set by EPSWITCH_ACCOUNT" : "Here only; else \(elsewhere)", .warning)
    }
    return line.line
  }

  /// What is said of the account stays, and the ID with it, which alone tells which one it is: it gives
  /// way to its short form, then the name is cut, and only then the label in front gives way.
  private func addActing(_ account: Account, to line: inout LineBuilder) {
    guard columns >= 14 else { return line.add(account.displayName, headerStyle(.acting)) }
    let time = Countdown(account.expiry, at: storeNow)
    let margin = columns >= 30 ? 1 : 0
    let gap = columns >= 60 ? 3 : columns >= 40 ? 2 : 1
    let room = line.room - gap - time.text.cellCount - margin
    let (name, id) = (account.displayName, account.id.rawValue)
    let ids: [String?] = columns >= 40 ? [id, account.id.short] : [nil]
    typealias Choice = (label: String, id: String?)
    func nameRoom(beside choice: Choice) -> Int {
      room - choice.label.cellCount - (choice.id.map { gap + $0.cellCount } ?? 0)
    }
    let whole = ids.map { Choice(labels[0], $0) }.first { nameRoom(beside: $0) >= name.cellCount }
    let least = columns >= 40 ? min(name.cellCount, Self.leastName) : name.cellCount
    let cut = labels.map { Choice($0, ids.last ?? nil) }.first { nameRoom(beside: $0) >= least }
    let chosen = whole ?? cut ?? Choice("", ids.last ?? nil)
    line.add(chosen.label, headerStyle(.heading))
    line.add(
      name, headerStyle(.acting),
      columns: min(name.cellCount, max(1, nameRoom(beside: chosen))))
    if let id = chosen.id {
      line.add(spaces(gap), headerStyle(.plain))
      line.add(id, headerStyle(.id))
    }
    line.fill(leaving: time.text.cellCount + margin, headerStyle(.plain))
    line.add(time.text, headerStyle(time.style))
  }

  private var actingAsNobody: (text: String, style: Style) {
    guard let session else { return ("nobody – not signed in", .plain) }
    if case .unclear(let text) = terminalAccount {
      return ("nobody – EPSWITCH_ACCOUNT “\(clip(text, 40))” matches no single account", .danger)
    }
    if let gone = session.summary.selected {
      return ("nobody – \(gone.id.rawValue) is no longer among your accounts", .danger)
    }
    if session.roster.isEmpty { return ("nobody – you are not a member of any account", .plain) }
    return ("nobody yet – choose an account and press Enter", .plain)
  }

  /// The whole header of a production store looks like one.
  private func headerStyle(_ style: Style) -> Style { store.isProduction ? .production : style }
}
