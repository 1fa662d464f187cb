package import Foundation

/// The account resource of the API (`/v2/accounts`), cleaned, as far as the store tells it.
package struct AccountRecord: Hashable, Sendable, Identifiable {
  package let id: AccountID
  package let name: String
  package let legalName: String?

  /// Its number in a register of companies.
  package let registrationID: String?

  /// The number that another system has for it.
  package let externalReference: String?

  package let parentID: AccountID?

  /// All accounts above it, the root first and the parent last.
  package let ancestors: [AccountID]

  /// The IDs of its tags.
  package let tagIDs: [String]

  package init(
    id: AccountID, name: String = "", legalName: String? = nil, registrationID: String? = nil,
    externalReference: String? = nil, parentID: AccountID? = nil, ancestors: [AccountID] = [],
    tagIDs: [String] = []
  ) {
    self.id = id
    self.name = name
    self.legalName = legalName
    self.registrationID = registrationID
    self.externalReference = externalReference
    self.parentID = parentID ?? ancestors.last
    // Stores have been seen to list them from either end.
    let isParentFirst = ancestors.count > 1 && ancestors.first == parentID
    self.ancestors = isParentFirst ? ancestors.reversed() : ancestors
    self.tagIDs = tagIDs
  }

  /// The accounts above it, the nearest first, also where the store tells the parent only.
  package var ancestorsFromParent: [AccountID] {
    ancestors.isEmpty ? [parentID].compactMap(\.self) : ancestors.reversed()
  }
}

/// One thing about an account, and why it is not known where it is not.
package enum Detail<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The store has not answered yet.
  case loading
  case known(Value)
  /// The store does not tell it to this client.
  case notPermitted
  /// It was not asked: the token of the account has expired, and looking renews none.
  case tokenExpired
  /// The store could not answer; the sentence says why.
  case failed(CleanText)

  package var value: Value? { if case .known(let value) = self { value } else { nil } }

  package init(_ gap: AccountDetails.Gap) {
    self =
      switch gap {
      case .loading: .loading
      case .notPermitted: .notPermitted
      case .tokenExpired: .tokenExpired
      case .failed(let reason): .failed(reason)
      }
  }
}

/// An amount of money as the store writes it.
package struct Money: Hashable, Sendable {
  /// For people, cleaned: `$1,204.00`.
  package let formatted: String

  /// In the smallest unit of the currency.
  package let amount: Int?

  /// The code of ISO 4217, cleaned.
  package let currency: String?

  package init(formatted: String, amount: Int? = nil, currency: String? = nil) {
    self.formatted = formatted
    self.amount = amount
    self.currency = currency
  }
}

/// How many orders or carts an account has, and the last one.
package struct ContentSummary: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    /// The number of an order, or the name of a cart, cleaned.
    package let title: String?

    /// When an order was placed, or a cart changed last.
    package let date: Date?
    package let total: Money?

    package init(title: String?, date: Date?, total: Money?) {
      self.title = title
      self.date = date
      self.total = total
    }
  }

  package let count: Int

  /// `nil` where there is none.
  package let last: Item?

  package init(count: Int, last: Item?) {
    self.count = count
    self.last = last
  }
}

/// What a store tells about one account: each part by itself, since a store may refuse one and answer
/// another.
package struct AccountDetails: Hashable, Sendable {
  /// An account above it.
  package struct Ancestor: Hashable, Sendable {
    package let id: AccountID

    /// Cleaned; `nil` where the account is none of the member's.
    package let name: String?

    package init(id: AccountID, name: String?) {
      self.id = id
      self.name = name
    }
  }

  package let id: AccountID
  package var record: Detail<AccountRecord>

  /// The root first, the parent last.
  package var ancestors: Detail<[Ancestor]>

  /// The names of its tags, cleaned.
  package var tags: Detail<[String]>

  /// How many members may act as it.
  package var memberCount: Detail<Int>
  package var orders: Detail<ContentSummary>
  package var carts: Detail<ContentSummary>

  /// Nothing is known, all for one reason.
  package init(id: AccountID, _ gap: Gap) {
    self.id = id
    record = Detail(gap)
    ancestors = Detail(gap)
    tags = Detail(gap)
    memberCount = Detail(gap)
    orders = Detail(gap)
    carts = Detail(gap)
  }

  /// What each part is called, with why it is not known; only those that are not.
  package var gaps: [(name: String, gap: Gap)] {
    [
      ("record", record.gap), ("tags", tags.gap), ("members", memberCount.gap),
      ("orders", orders.gap), ("carts", carts.gap),
    ].compactMap { name, gap in gap.map { (name, $0) } }
  }

  /// Why something is not known.
  package enum Gap: Hashable, Sendable {
    case loading, notPermitted, tokenExpired
    case failed(CleanText)
  }

  /// Whether every part has an answer that will not be another one in a minute.
  package var isSettled: Bool { gaps.allSatisfy { $0.gap == .notPermitted } }
}

extension Detail {
  /// `nil` where the value is known.
  package var gap: AccountDetails.Gap? {
    switch self {
    case .loading: .loading
    case .known: nil
    case .notPermitted: .notPermitted
    case .tokenExpired: .tokenExpired
    case .failed(let reason): .failed(reason)
    }
  }
}
