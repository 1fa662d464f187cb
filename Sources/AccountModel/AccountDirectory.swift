/// What is known of a member's accounts besides their names: references, and which belongs to which.
package struct AccountDirectory: Equatable, Sendable {
  package private(set) var records: [AccountID: AccountRecord]

  /// Whether it has all accounts of the member, as far as the store tells.
  package private(set) var isComplete: Bool

  package init(_ records: some Sequence<AccountRecord> = [], isComplete: Bool = false) {
    self.records = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.isComplete = isComplete
  }

  package subscript(id: AccountID) -> AccountRecord? { records[id] }

  package var isEmpty: Bool { records.isEmpty }

  /// Whether any account is a part of another.
  package var hasParents: Bool { records.values.contains { $0.parentID != nil } }

  package mutating func add(_ record: AccountRecord) { records[record.id] = record }

  /// Takes what another one knows.
  package mutating func merge(_ other: AccountDirectory) {
    records.merge(other.records) { _, newer in newer }
    if other.isComplete { isComplete = true }
  }

  /// The accounts with their references, by which they are found then.
  package func addingReferences(to accounts: [Account]) -> [Account] {
    guard !records.isEmpty else { return accounts }
    var accounts = accounts
    for position in accounts.indices {
      guard let record = records[accounts[position].id] else { continue }
      accounts[position].externalReference = record.externalReference
      accounts[position].registrationID = record.registrationID
    }
    return accounts
  }
}

extension AccountQuery {
  /// Whether a text may be an external reference or a registration ID, for which the store is worth
  /// asking: such numbers have a digit, and names that were mistyped seldom do. Those of the store are
  /// cleaned, so none has what cleaning removes.
  package static func mayBeReference(_ text: String) -> Bool {
    (3...200).contains(text.count) && text.contains(where: \.isNumber)
      && AccountQuery(text).ids.isEmpty && cleanText(text) == text
  }
}

extension Account {
  /// Whether a text is one of its references, whatever case and accents.
  package func hasReference(_ text: String) -> Bool {
    var folder = TextFolder()
    let wanted = folder.fold(text)
    return references.contains { folder.fold($0) == wanted }
  }
}
