/// The catalog that a shopper sees: some hierarchies, at prices of its own.
///
/// It stands for a catalog with a price book, and a catalog rule that gives it to this account.
struct AccountCatalog: Sendable {
  let id: String
  let priceBookID: String
  let name: String
  let hierarchies: [ProductRange.Hierarchy]
  /// What the shopper pays of the base price, in percent.
  let percent: Int

  /// The catalog of a shopper whom no rule names.
  static func standard(_ range: ProductRange, seed: UInt64) -> AccountCatalog {
    AccountCatalog(
      "Standard", of: range, hierarchies: Array(range.hierarchies.indices), percent: 100, seed: seed
    )
  }

  /// The catalog of an account: what fits the words of its name, at a discount that follows from
  /// its ID.
  init(of account: SimulatedAccount, range: ProductRange, seed: UInt64) {
    var random = SplitMix64(seed: seed, for: "catalog of \(account.id)")
    let percent = [95, 92, 90, 88, 85, 82, 78, 75].randomElement(using: &random) ?? 100
    let words = account.name.lowercased()
    let fitting = trades.first { $0.words.contains(where: words.contains) }?.hierarchies
    let any = range.hierarchies.indices.shuffled(using: &random).prefix(2).sorted()
    self.init(
      account.name, of: range, hierarchies: fitting ?? Array(any), percent: percent, seed: seed)
  }

  private init(
    _ name: String, of range: ProductRange, hierarchies: [Int], percent: Int, seed: UInt64
  ) {
    let rule = "\(hierarchies) \(percent)"
    var random = SplitMix64(seed: seed, for: "catalog \(rule)")
    id = random.uuid()
    priceBookID = random.uuid()
    self.name = name
    self.hierarchies = hierarchies.map { range.hierarchies[$0] }
    self.percent = percent
  }
}

extension AccountCatalog {
  var nodes: [ProductRange.Node] { hierarchies.flatMap(\.nodes) }
  var products: [ProductRange.Product] { nodes.flatMap(\.products) }

  func product(id: String) -> ProductRange.Product? { products.first { $0.id == id } }
  func product(sku: String) -> ProductRange.Product? { products.first { $0.sku == sku } }

  /// What one piece costs this shopper.
  func price(of product: ProductRange.Product) -> Price {
    Price(amount: (product.basePrice * percent + 50) / 100)
  }
}

/// What accounts buy, by words of their names; the hierarchies are positions in the product table.
private let trades: [(words: [String], hierarchies: [Int])] = [
  (["hospital", "medical", "diagnostic", "optics"], [1]),
  (["roaster", "food", "dairy", "bottling"], [2]),
  (["marine"], [3, 0]),
  (["agricultural"], [0, 2]),
  (
    [
      "industrial", "bolt", "maschinenbau", "precyzja", "金属", "bearings", "castings", "fasteners",
      "hydraulics", "machining", "pneumatics", "pumps", "steel", "tooling", "valves",
    ], [0]
  ),
]
