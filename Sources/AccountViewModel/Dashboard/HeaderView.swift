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

  /// Cells of the terminal.
  let width: Int

  /// Cells in which the texts stand.
  let columns: Int

  /// Which program, which store, who is signed in, and how many accounts there are. What does not
  /// fit is cut from the store's label first, then from the member.
  var storeLine: Line {
    var line = LineBuilder(columns: width)
    line.add(" ", headerStyle(.plain))
    if columns >= 60 { line.add("epswitch   ", headerStyle(.heading)) }
    let right = "  " + countText
    let room = max(0, columns - (width - line.room) - right.cellCount - 1)
    let production = store.isProduction ? "PRODUCTION · " : ""
    let member = session.map { " · " + $0.member.displayName } ?? ""
    let name = production + store.label
    let leastName = production.cellCount + Self.leastLabel
    let nameRoom = min(name.cellCount, max(leastName, room - member.cellCount), room)
    line.add(name, headerStyle(store.tint?.style ?? .plain), columns: nameRoom)
    line.add(member, headerStyle(.plain), columns: room - nameRoom)
    line.add(right, headerStyle(.faint))
    line.fill(headerStyle(.plain))
    return line.line
  }

  /// How many cells of a store's label are kept before the member is cut.
  private static let leastLabel = 12

  private var countText: String {
    guard let session else { return "not signed in" }
    return session.isCustomer ? "customer" : session.roster.countText
  }

  /// The account that commands in this terminal act as, and for how long.
  func actingLine(hasStoreAbove: Bool) -> Line {
    var line = LineBuilder(columns: width)
    if columns >= 30 { line.add(" ", headerStyle(.plain)) }
    if store.isProduction, !hasStoreAbove {
      line.add(columns >= 40 ? "PRODUCTION " : "PROD ", headerStyle(.production))
    }
    if columns >= 20 {
      let short = terminalAccount == nil ? "As " : "Here "
      line.add(columns >= 60 ? "Acting as  " : short, headerStyle(.heading))
    }
    if let account = actingID.flatMap({ session?.roster[$0] }) {
      addActing(account, to: &line)
    } else {
      let (text, style) = actingAsNobody
      line.add(text, headerStyle(style))
    }
    line.fill(headerStyle(.plain))
    return line.line
  }

  /// Where the account of this terminal comes from, when the environment names it.
  var terminalLine: Line {
    var line = LineBuilder(columns: columns)
    let elsewhere = session?.selectedAccount?.displayName ?? "nobody"
    let isAlike = actingID == session?.selected
    line.add(columns >= 30 ? " " : "")
    if columns >= 60 {
      let others =
        isAlike ? "; a switch does not change it." : "; others act as \(elsewhere)."
      line.add("Set by EPSWITCH_ACCOUNT for this terminal" + others, .warning)
    } else {
      line.add(isAlike ? "Set by EPSWITCH_ACCOUNT" : "Here only; else \(elsewhere)", .warning)
    }
    return line.line
  }

  private func addActing(_ account: Account, to line: inout LineBuilder) {
    guard columns >= 14 else { return line.add(account.displayName, headerStyle(.acting)) }
    let countdown = Countdown(account.expiry, at: storeNow, .exact)
    let margin = width - columns + (columns >= 30 ? 1 : 0)
    let rightRoom = countdown.text.cellCount + margin
    let gap = columns >= 60 ? 3 : columns >= 40 ? 2 : 1
    let room = line.room - rightRoom - gap
    let nameWidth = account.displayName.cellCount
    let idWidth = account.id.rawValue.cellCount
    let idRoom = columns < 40 ? 0 : idColumns(beside: nameWidth, room: room - gap)
    let nameRoom = min(nameWidth, idRoom > 0 ? room - idRoom - gap : room)
    line.add(account.displayName, headerStyle(.acting), columns: nameRoom)
    if idRoom > 0 {
      line.add(spaces(gap), headerStyle(.plain))
      line.add(
        account.id.rawValue, headerStyle(.faint), columns: min(idRoom, idWidth),
        cut: TableColumns.idCut(idRoom))
    }
    line.fill(leaving: rightRoom, headerStyle(.plain))
    line.add(countdown.text, headerStyle(countdown.style))
  }

  /// A name is cut until it is hard to read, so that the ID stays whole. Where that is not enough,
  /// the ID is cut, and still tells two accounts of one name apart.
  private func idColumns(beside nameWidth: Int, room: Int) -> Int {
    let whole = room - min(nameWidth, 12) >= TableColumns.fullID
    return TableColumns.idColumns(within: room - min(nameWidth, whole ? 12 : 24))
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
