package import Foundation

/// The accounts of a member, in an order that stays the same for the person: by name, then ID.
package struct Roster: Sendable {
  /// Sorted, each ID once.
  package let accounts: [Account]

  /// When the store gave it, by the store's clock.
  package let fetchedAt: Date

  /// What the store has of this member that is not in ``accounts``; `nil` when nothing is missing
  /// as far as the store tells.
  package let shortfall: Shortfall?

  private let positions: [AccountID: Int]

  /// Why a roster is not the whole one.
  package struct Shortfall: Hashable, Sendable {
    /// How many accounts the store says there are; `nil` when it did not say.
    package let expected: Int?

    /// How many rows of the store's answers could not be used.
    package let unusable: Int

    /// `nil` when nothing is missing.
    package init?(expected: Int?, unusable: Int, loaded: Int) {
      guard unusable > 0 || expected.map({ $0 > loaded }) == true else { return nil }
      self.expected = expected
      self.unusable = unusable
    }
  }

  /// Sorts the accounts and drops repeated IDs; of equal IDs the first stays.
  package init(
    _ accounts: some Sequence<Account>, fetchedAt: Date, shortfall: Shortfall? = nil
  ) {
    let accounts = Array(accounts)
    let order = Self.order(of: accounts.map { ($0.sortKey, $0.id) })
    self.init(sorted: order.map { accounts[$0] }, fetchedAt: fetchedAt, shortfall: shortfall)
  }

  /// The places of accounts in a list, in the order of a roster; of equal IDs the first stays.
  package static func order(of accounts: [(sortKey: String, id: AccountID)]) -> [Int] {
    var seen = Set<AccountID>()
    return accounts.indices.filter { seen.insert(accounts[$0].id).inserted }
      .sorted { accounts[$0] < accounts[$1] }
  }

  /// Takes accounts that are already in order, as a roster once gave them.
  package init(sorted accounts: [Account], fetchedAt: Date, shortfall: Shortfall? = nil) {
    self.accounts = accounts
    self.fetchedAt = fetchedAt
    self.shortfall = shortfall
    positions = Dictionary(
      accounts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package static let empty = Roster(sorted: [], fetchedAt: .distantPast)

  package subscript(id: AccountID) -> Account? { positions[id].map { accounts[$0] } }

  /// What is missing, as a sentence; `nil` when nothing is.
  package var shortfallSummary: String? {
    guard let shortfall else { return nil }
    let loaded = accounts.count
    if let expected = shortfall.expected, expected > loaded {
      let of = expected == 1 ? "the only account" : "\(loaded) of \(expected) accounts"
      let rows = shortfall.unusable == 1 ? "1 was" : "\(shortfall.unusable) were"
      let unusable = shortfall.unusable > 0 ? "; \(rows) not valid" : ""
      return expected == 1
        ? "The store did not send \(of)." : "The list is incomplete: \(of)\(unusable)."
    }
    let rows = shortfall.unusable == 1 ? "1 account" : "\(shortfall.unusable) accounts"
    return
      "The list is incomplete: \(rows) the store sent \(shortfall.unusable == 1 ? "was" : "were") not valid."
  }

  package var isEmpty: Bool { accounts.isEmpty }
  package var count: Int { accounts.count }
}

extension Roster: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.accounts == other.accounts && one.fetchedAt == other.fetchedAt
      && one.shortfall == other.shortfall
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
