import AccountModel
import AccountViewModel
import Foundation

/// What the store tells about an account, as JSON and CSV show it. What the store does not tell is null,
/// and `missing` says why.
struct DetailsDocument: Encodable {
  private let details: AccountDetails

  init(_ details: AccountDetails) { self.details = details }

  enum CodingKeys: String, CodingKey {
    case legalName = "legal_name"
    case registrationID = "registration_id"
    case externalReference = "external_ref"
    case parentID = "parent_id"
    case ancestors, tags
    case memberCount = "member_count"
    case orders, carts, missing
  }

  func encode(to encoder: any Encoder) throws {
    let record = details.record.value
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(record?.legalName, forKey: .legalName)
    try object.encode(record?.registrationID, forKey: .registrationID)
    try object.encode(record?.externalReference, forKey: .externalReference)
    try object.encode(record?.parentID?.rawValue, forKey: .parentID)
    try object.encode(
      details.ancestors.value?.map { AncestorDocument(id: $0.id.rawValue, name: $0.name) },
      forKey: .ancestors)
    try object.encode(details.tags.value, forKey: .tags)
    try object.encode(details.memberCount.value, forKey: .memberCount)
    try object.encode(
      details.orders.value.map { ContentDocument($0, title: "number") }, forKey: .orders)
    try object.encode(
      details.carts.value.map { ContentDocument($0, title: "name") }, forKey: .carts)
    try object.encode(
      Dictionary(uniqueKeysWithValues: details.gaps.map { ($0.name, $0.gap.word) }),
      forKey: .missing)
  }

  static let columns = [
    "legal_name", "registration_id", "external_ref", "parent_id", "tags", "member_count", "orders",
    "last_order", "last_order_total", "carts",
  ]

  /// The values of ``columns``.
  var fields: [String] {
    let record = details.record.value
    let order = details.orders.value?.last
    return [
      record?.legalName ?? "", record?.registrationID ?? "", record?.externalReference ?? "",
      record?.parentID?.rawValue ?? "", details.tags.value?.joined(separator: "; ") ?? "",
      details.memberCount.value.map(String.init) ?? "",
      details.orders.value.map { String($0.count) } ?? "",
      order?.date?.formatted(.iso8601) ?? "", order?.total?.formatted ?? "",
      details.carts.value.map { String($0.count) } ?? "",
    ]
  }
}

private struct AncestorDocument: Encodable {
  let id: String
  let name: String?

  enum CodingKeys: String, CodingKey { case id, name }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(id, forKey: .id)
    try object.encode(name, forKey: .name)
  }
}

/// Orders or carts.
private struct ContentDocument: Encodable {
  private let summary: ContentSummary
  private let title: String

  /// - Parameter title: what the title of the last one is called.
  init(_ summary: ContentSummary, title: String) {
    self.summary = summary
    self.title = title
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(summary.count, forKey: Key("count"))
    guard let last = summary.last else { return try object.encodeNil(forKey: Key("last")) }
    var item = object.nestedContainer(keyedBy: Key.self, forKey: Key("last"))
    try item.encode(last.title, forKey: Key(title))
    try item.encode(last.date?.formatted(.iso8601), forKey: Key("date"))
    try item.encode(last.total?.formatted, forKey: Key("total"))
    try item.encode(last.total?.amount, forKey: Key("amount"))
    try item.encode(last.total?.currency, forKey: Key("currency"))
  }
}

extension AccountDetails.Gap {
  /// For programs.
  fileprivate var word: String {
    switch self {
    case .loading, .failed: "failed"
    case .notPermitted: "not_permitted"
    case .tokenExpired: "token_expired"
    }
  }
}

/// What the store tells about an account, for people.
struct DetailsText {
  private let details: AccountDetails?

  /// - Parameter details: `nil` for none.
  init(_ details: AccountDetails?) { self.details = details }

  static let headings = [
    "LEGAL NAME", "REGISTRATION", "EXTERNAL REF", "PARENT", "TAGS", "MEMBERS", "ORDERS", "CARTS",
  ]

  /// The values of ``headings``; `–` for what is not known.
  ///
  /// - Parameter isTerminal: whether an ID may be short.
  func fields(isTerminal: Bool) -> [String] {
    guard let details else { return Self.headings.map { _ in "–" } }
    func text<Value>(_ detail: Detail<Value>, _ text: (Value) -> String) -> String {
      detail.value.map(text) ?? "–"
    }
    return [
      text(details.record) { $0.legalName ?? "" }, text(details.record) { $0.registrationID ?? "" },
      text(details.record) { $0.externalReference ?? "" },
      // The path begins with the topmost account, and a column that is cut would show that as the parent.
      text(details.ancestors) { ancestors in
        ancestors.last.map { $0.name ?? (isTerminal ? $0.id.short : $0.id.rawValue) } ?? ""
      },
      text(details.tags) { $0.joined(separator: ", ") }, text(details.memberCount) { "\($0)" },
      text(details.orders) { "\($0.count)" }, text(details.carts) { "\($0.count)" },
    ]
  }

  /// Labels and texts of what is known, in lines.
  var lines: [(label: String, text: String)] {
    guard let details else { return [] }
    var lines: [(String, String)] = []
    func add<Value>(_ label: String, _ detail: Detail<Value>, _ text: (Value) -> String?) {
      if let text = detail.value.flatMap(text), !text.isEmpty { lines.append((label, text)) }
    }
    add("Legal name", details.record) { $0.legalName }
    add("Registration", details.record) { $0.registrationID }
    add("External ref", details.record) { $0.externalReference }
    add("Parent", details.ancestors) { path($0) }
    add("Tags", details.tags) { $0.joined(separator: ", ") }
    add("Members", details.memberCount) { "\($0)" }
    add("Orders", details.orders) { summary($0, "the last") }
    add("Carts", details.carts) { summary($0, "changed") }
    return lines
  }

  /// The lines laid out for a terminal, or as fields separated by tabs.
  func text(isTerminal: Bool) -> CleanText {
    let width = lines.map(\.label.cellCount).max() ?? 0
    return lines.map { line in
      isTerminal
        ? CleanText(layout: "  \(fit(line.label, width))  ") + CleanText(line.text)
        : "\(line.label)\t\(line.text)"
    }.joined(separator: "\n")
  }

  private func path(_ ancestors: [AccountDetails.Ancestor]) -> String {
    ancestors.map { $0.name ?? $0.id.short }.joined(separator: " › ")
  }

  private func summary(_ content: ContentSummary, _ word: String) -> String {
    let parts = [
      content.last?.date.map { "\(word) \($0.formatted(Self.day))" }, content.last?.title,
      content.last?.total?.formatted,
    ].compactMap(\.self)
    return (["\(content.count)"] + parts).joined(separator: " · ")
  }

  private static let day = Date.ISO8601FormatStyle(timeZone: .current).year().month().day()

  /// What the store did not tell about some accounts and why, as sentences.
  static func gaps(of all: some Sequence<AccountDetails>) -> [CleanText] {
    var refused: [String: Int] = [:]
    var expired = 0
    var failed: [String: Int] = [:]
    var reason: CleanText?
    var count = 0
    for details in all {
      count += 1
      if details.gaps.contains(where: { $0.gap == .tokenExpired }) { expired += 1 }
      for (name, gap) in details.gaps {
        switch gap {
        case .notPermitted: refused[name, default: 0] += 1
        case .failed(let why):
          failed[name, default: 0] += 1
          reason = why
        case .loading, .tokenExpired: break
        }
      }
    }
    func names(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { name, number in
        number == count ? name : "\(name) (\(number) of \(count) accounts)"
      }.joined(separator: ", ")
    }
    var sentences: [CleanText] = []
    if !refused.isEmpty { sentences.append("The store does not permit: \(names(refused)).") }
    if !failed.isEmpty {
      sentences.append("Could not be read: \(names(failed)). \(reason ?? "")")
    }
    if expired > 0 {
      sentences.append(
        "The tokens of \(expired) account\(expired == 1 ? "" : "s") have expired, so not all was asked for; "
          + "`epswitch refresh` renews them.")
    }
    return sentences
  }
}
