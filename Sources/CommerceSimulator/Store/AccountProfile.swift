import Foundation

/// What the store knows about an account besides its name; follows from seed and ID.
struct AccountProfile: Sendable {
  /// Seconds since the account was created.
  let age: TimeInterval
  let legalName: String
  let registrationID: String
  let externalReference: String
  /// Names of the account's tags.
  let tags: [String]

  init(of account: SimulatedAccount, seed: UInt64) {
    var random = SplitMix64(seed: seed, for: "profile of \(account.id)")
    age = TimeInterval.random(in: 100...2_000, using: &random).rounded() * 86_400
    legalName = account.name
    registrationID = "REG-\(Int.random(in: 100_000...999_999, using: &random))"
    externalReference = "C-\(Int.random(in: 200_000...299_999, using: &random))"
    let count = Int.random(in: 0...2, using: &random)
    tags = AccountTag.names.shuffled(using: &random).prefix(count).sorted()
  }
}

/// A tag that accounts have.
struct AccountTag: Sendable {
  static let names = ["Export", "Key account", "Net 30", "Tax exempt"]

  let id: String
  let name: String

  /// The tags of a store.
  static func all(seed: UInt64) -> [AccountTag] {
    names.map { name in
      var random = SplitMix64(seed: seed, for: "tag \(name)")
      return AccountTag(id: random.uuid(), name: name)
    }
  }
}
