import AccountModel
import Foundation

/// What is known about the account under the cursor, beside the list.
struct AccountPane {
  let account: Account

  /// Whether commands in this terminal act as it.
  let isActing: Bool

  /// Whether commands elsewhere do.
  let isActingElsewhere: Bool
  let isFavourite: Bool

  /// `nil` while they are being read.
  let claims: [AccountDetails.Claim]?

  /// The store's time.
  let storeNow: Date
  let zone: TimeZone

  /// Cells of the pane.
  let columns: Int

  /// As many lines as there are rows for.
  func lines(rows: Int) -> [Line] {
    var lines = wrapped(account.displayName, .heading) + wrapped(account.id.rawValue, .id)
    if let state { lines += wrapped(state.text, state.style) }
    lines.append(Line())
    let token = claims?.compactMap { claim in
      claimTitle(claim).map { ($0, claim.text(in: zone), Style.plain) }
    }
    let known = facts
    let all = known + (token ?? [])
    let labelColumns = all.map(\.0.cellCount).max() ?? 0
    lines += known.flatMap { labelled($0, labelColumns) }
    if let token, !token.isEmpty {
      lines += [Line()] + wrapped("Token", .heading)
      lines += token.flatMap { labelled($0, labelColumns) }
    }
    guard lines.count > rows, rows > 0 else { return lines }
    return Array(lines.prefix(rows - 1)) + wrapped("… i shows the rest", .faint)
  }

  private var state: (text: String, style: Style)? {
    if isActing { return ("● You act as this account.", .acting) }
    if isActingElsewhere { return ("○ Other terminals act as this account.", .acting) }
    return nil
  }

  private var facts: [(String, String, Style)] {
    let countdown = Countdown(account.expiry, at: storeNow)
    var facts: [(String, String, Style)] = []
    switch account.expiry {
    case nil: facts.append(("Token", "the store did not say how long it lives", .plain))
    case let expiry? where expiry.hasPassed(at: storeNow):
      facts.append(("Expired", localText(of: expiry.date, in: zone), .danger))
      facts.append(("", "Switching to it renews its token.", .plain))
    case let expiry?:
      facts.append(("Expires in", countdown.text, countdown.style))
      facts.append(("Expires at", localText(of: expiry.date, in: zone), .plain))
    }
    if let reference = account.externalReference {
      facts.append(("Reference", reference, .plain))
    }
    if let registration = account.registrationID {
      facts.append(("Register", registration, .plain))
    }
    if isFavourite { facts.append(("Favourite", "★", .plain)) }
    return facts
  }

  /// What a claim is called here; `nil` for one that says nothing new, and for those that only the
  /// details (`i`) have room for.
  private func claimTitle(_ claim: AccountDetails.Claim) -> String? {
    switch claim.name {
    case "scope": claim.value == account.id.rawValue ? nil : "Account"
    case "sub": "Member"
    case "iat": "Issued at"
    case "exp": claim.value == account.expiry.map { String($0.epochSeconds) } ? nil : "Ends at"
    case "store_id": "Store"
    case "realm_id": "Realm"
    default: nil
    }
  }

  private func wrapped(_ text: String, _ style: Style) -> [Line] {
    wrap(text, columns - 2).map { Line([Span(" " + $0, style)]) }
  }

  private func labelled(_ fact: (String, String, Style), _ labelColumns: Int) -> [Line] {
    let indent = labelColumns + 3
    return wrap(fact.1, columns - indent).enumerated().map { offset, part in
      var line = LineBuilder(columns: columns)
      line.add(" " + (offset == 0 ? fact.0 : ""), .faint, columns: indent)
      line.add(part, fact.2)
      return line.line
    }
  }
}
