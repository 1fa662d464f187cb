import AccountModel
import Foundation

/// What is known about one account, as labels with texts: for the pane beside the list and for the
/// details over it.
struct AccountFacts {
  struct Fact: Equatable {
    let label: String
    let text: String
    let style: Style

    init(_ label: String, _ text: String, _ style: Style = .plain) {
      self.label = label
      self.text = text
      self.style = style
    }
  }

  let account: Account

  /// `nil` while nothing has arrived.
  let details: ShownDetails?
  let isFavourite: Bool

  /// The name of an account of the member.
  let name: (AccountID) -> String?

  /// The store's time.
  let storeNow: Date
  let zone: TimeZone

  /// How long the token lives, and whether the account has a star.
  var own: [Fact] {
    let countdown = Countdown(account.expiry, at: storeNow)
    var facts: [Fact] = []
    switch account.expiry {
    case nil: facts.append(Fact("Token", "the store did not say how long it lives"))
    case let expiry? where expiry.hasPassed(at: storeNow):
      facts.append(Fact("Expired", localText(of: expiry.date, in: zone), .danger))
      facts.append(Fact("", "Switching to it renews its token."))
    case let expiry?:
      facts.append(Fact("Expires in", countdown.text, countdown.style))
      facts.append(Fact("Expires at", localText(of: expiry.date, in: zone)))
    }
    if isFavourite { facts.append(Fact("Favourite", "★")) }
    return facts
  }

  /// What the store tells. What has not arrived says so; what it does not tell is left out here, see
  /// ``gaps``.
  var stored: [Fact] {
    guard let details = details?.store else { return [] }
    var facts: [Fact] = []
    func add<Value>(_ label: String, _ detail: Detail<Value>, _ text: (Value) -> String?) {
      switch detail {
      case .known(let value): if let text = text(value) { facts.append(Fact(label, text)) }
      case .loading: facts.append(Fact(label, "…", .faint))
      case .notPermitted, .tokenExpired, .failed: break
      }
    }
    if let record = details.record.value {
      add("Legal name", details.record) { _ in record.legalName }
      add("Registration", details.record) { _ in record.registrationID }
      add("External ref", details.record) { _ in record.externalReference }
    } else {
      add("Legal name", details.record) { _ in nil }
      if let known = account.registrationID { facts.append(Fact("Registration", known)) }
      if let known = account.externalReference { facts.append(Fact("External ref", known)) }
    }
    if details.record.value?.ancestorsFromParent.isEmpty != true {
      add("Parent", details.ancestors) { $0.isEmpty ? nil : path($0) }
    }
    if details.record.value?.tagIDs.isEmpty != true {
      add("Tags", details.tags) { $0.isEmpty ? nil : $0.joined(separator: ", ") }
    }
    add("Members", details.memberCount) { grouped($0) }
    add("Orders", details.orders) { text(of: $0, last: "the last") }
    add("Carts", details.carts) { text(of: $0, last: "changed") }
    return facts
  }

  /// What the store did not tell and why, as sentences.
  var gaps: [(text: String, style: Style)] {
    guard let details = details?.store else { return [] }
    func names(_ gap: (AccountDetails.Gap) -> Bool) -> String? {
      let names = details.gaps.filter { gap($0.gap) }.map { Self.titles[$0.name] ?? $0.name }
      return names.isEmpty ? nil : names.joined(separator: ", ")
    }
    var sentences: [(String, Style)] = []
    if names({ $0 == .tokenExpired }) != nil {
      sentences.append(("The store was not asked: the token has expired.", .faint))
    }
    if let refused = names({ $0 == .notPermitted }) {
      sentences.append(("Not permitted: \(refused).", .faint))
    }
    let reasons = details.gaps.compactMap {
      if case .failed(let reason) = $0.gap { reason.string } else { nil }
    }
    if let failed = names({ if case .failed = $0 { true } else { false } }) {
      // One reason usually stands for all of them.
      sentences.append(("Could not be read: \(failed). \(reasons.first ?? "")", .warning))
    }
    return sentences
  }

  private static let titles = ["record": "legal name and references"]

  /// The claims of the token, in words.
  var claims: [Fact] {
    (details?.claims ?? []).compactMap { claim in
      title(of: claim).map { Fact($0, claim.text(in: zone)) }
    }
  }

  /// What a claim is called; `nil` for one that says nothing new, and for those that only the details
  /// (`i`) have room for.
  private func title(of claim: ShownDetails.Claim) -> String? {
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

  /// The accounts above, from the top: `Acme Group › Acme Industrial`.
  private func path(_ ancestors: [AccountDetails.Ancestor]) -> String {
    ancestors.map { name($0.id) ?? $0.name ?? "\($0.id.short) (none of yours)" }
      .joined(separator: " › ")
  }

  private func text(of summary: ContentSummary, last word: String) -> String {
    guard let last = summary.last else { return grouped(summary.count) }
    let parts = [
      last.date.map { "\(word) \(dayText(of: $0, in: zone))" }, last.title, last.total?.formatted,
    ].compactMap(\.self)
    let count = grouped(summary.count)
    return parts.isEmpty ? count : "\(count) · " + parts.joined(separator: " · ")
  }
}

extension ShownDetails.Claim {
  /// The value as a person reads it: the moments of RFC 7519, seconds since 1970, as times of a zone.
  func text(in zone: TimeZone) -> String {
    guard ["iat", "exp", "nbf"].contains(name), let seconds = Int64(value),
      (0...253_402_300_799).contains(seconds)
    else { return value }
    return localText(of: Date(timeIntervalSince1970: TimeInterval(seconds)), in: zone)
  }
}

/// A day in a time zone: `2026-11-21`.
private func dayText(of date: Date, in zone: TimeZone) -> String {
  date.formatted(Date.ISO8601FormatStyle(timeZone: zone).year().month().day())
}
