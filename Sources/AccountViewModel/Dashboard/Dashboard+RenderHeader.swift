import AccountModel

extension Dashboard {
  /// Which program, which store, who is signed in, and how many accounts there are.
  var storeLine: Line {
    var line = LineBuilder(columns: size.columns)
    line.add(" ", headerStyle(.plain))
    if columns >= 60 { line.add("epswitch   ", headerStyle(.heading)) }
    let count = session.map { accountCount($0.roster.count) } ?? "not signed in"
    let rightRoom = count.cellCount + 3 + size.columns - columns
    let place = [isProduction ? "PRODUCTION" : nil, label, session?.member.displayName]
      .compactMap(\.self).joined(separator: " · ")
    line.add(place, headerStyle(.plain), columns: line.room - rightRoom)
    line.add("  " + count, headerStyle(.faint))
    line.fill(headerStyle(.plain))
    return line.line
  }

  /// Whom the person acts as, and for how long.
  func actingLine(hasStoreAbove: Bool) -> Line {
    var line = LineBuilder(columns: size.columns)
    if columns >= 30 { line.add(" ", headerStyle(.plain)) }
    if isProduction, !hasStoreAbove {
      line.add(columns >= 40 ? "PRODUCTION " : "PROD ", headerStyle(.production))
    }
    if columns >= 20 { line.add(columns >= 60 ? "Acting as  " : "As ", headerStyle(.heading)) }
    if let account = session?.selectedAccount {
      addActing(account, to: &line)
    } else {
      let (text, style) = actingAsNobody
      line.add(text, headerStyle(style))
    }
    line.fill(headerStyle(.plain))
    return line.line
  }

  private func addActing(_ account: Account, to line: inout LineBuilder) {
    guard columns >= 14 else { return line.add(account.displayName, headerStyle(.acting)) }
    let countdown = Countdown(account.expiry, at: storeNow, .exact)
    let margin = size.columns - columns + (columns >= 30 ? 1 : 0)
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

  /// A name gives way to the whole ID until it is hard to read. Where that is not enough, the ID is
  /// cut, and still tells two accounts of one name apart.
  private func idColumns(beside nameWidth: Int, room: Int) -> Int {
    let whole = room - min(nameWidth, 12) >= TableColumns.fullID
    return TableColumns.idColumns(within: room - min(nameWidth, whole ? 12 : 24))
  }

  private var actingAsNobody: (text: String, style: Style) {
    guard let session else { return ("nobody – not signed in", .plain) }
    if let gone = session.selected {
      return ("nobody – \(gone.rawValue) is no longer among your accounts", .danger)
    }
    if session.roster.isEmpty { return ("nobody – you are a member of no account", .plain) }
    return ("nobody yet – choose an account and press Enter", .plain)
  }

  /// The whole header of a production store looks like one.
  private func headerStyle(_ style: Style) -> Style { isProduction ? .production : style }
}
