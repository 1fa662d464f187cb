package import Foundation

/// The accounts of a member, in an order that stays the same for the person: by name, then ID.
package struct Roster: Sendable {
  /// Sorted, each ID once.
  package let accounts: [Account]

  /// When the store gave it, by the store's clock.
  package let fetchedAt: Date

  private let positions: [AccountID: Int]

  /// Sorts the accounts and drops repeated IDs; of equal IDs the first stays.
  package init(_ accounts: some Sequence<Account>, fetchedAt: Date) {
    var seen = Set<AccountID>()
    let unique = accounts.filter { seen.insert($0.id).inserted }
    let keyed = unique.map { (key: $0.sortKey, account: $0) }
    let sorted = keyed.sorted { one, other in
      one.key != other.key ? one.key < other.key : one.account.id < other.account.id
    }
    self.init(sorted: sorted.map(\.account), fetchedAt: fetchedAt)
  }

  /// Takes accounts that are already in order, as a roster once gave them.
  package init(sorted accounts: [Account], fetchedAt: Date) {
    self.accounts = accounts
    self.fetchedAt = fetchedAt
    positions = Dictionary(
      accounts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package static let empty = Roster(sorted: [], fetchedAt: .distantPast)

  package subscript(id: AccountID) -> Account? { positions[id].map { accounts[$0] } }

  package var isEmpty: Bool { accounts.isEmpty }
  package var count: Int { accounts.count }

  /// A roster in which some accounts have newer values; the order is made anew when a name changed.
  package func updating(_ newer: [Account]) -> Roster {
    var changed = accounts
    var isOrdered = true
    for account in newer {
      guard let position = positions[account.id] else { continue }
      isOrdered = isOrdered && changed[position].name == account.name
      changed[position] = account
    }
    return isOrdered
      ? Roster(sorted: changed, fetchedAt: fetchedAt) : Roster(changed, fetchedAt: fetchedAt)
  }
}

extension Roster: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.accounts == other.accounts && one.fetchedAt == other.fetchedAt
  }
}

extension Account {
  /// The name as people look it up: `Électricité` beside `Electric`, upper and lower case alike.
  ///
  /// Its bytes in UTF-8 sort as it does, so that a database can keep the roster's order.
  package var sortKey: String {
    name.utf8.allSatisfy { $0 < 0x80 }
      ? name.lowercased()
      : name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        .precomposedStringWithCanonicalMapping
  }
}
