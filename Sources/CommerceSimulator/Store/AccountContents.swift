import Foundation

/// What an account has in a store that just opened; differs by account and follows from the seed.
struct AccountContents: Sendable {
  typealias Line = (product: ProductRange.Product, quantity: Int)

  /// A cart of the account.
  struct Cart: Sendable {
    let id: String
    let name: String
    let lines: [Line]
    /// Seconds since the cart was touched.
    let age: TimeInterval
  }

  /// An order of the account.
  struct Order: Sendable {
    let id: String
    let number: String
    let status: String
    let payment: String
    let shipping: String
    let lines: [Line]
    /// Seconds since the order was placed.
    let age: TimeInterval
  }

  let carts: [Cart]
  let orders: [Order]
  let addresses: [Address]

  init(of account: SimulatedAccount, catalog: AccountCatalog, seed: UInt64) {
    var random = SplitMix64(seed: seed, for: account.id)
    func lines(_ count: ClosedRange<Int>) -> [Line] {
      catalog.products.shuffled(using: &random).prefix(Int.random(in: count, using: &random)).map {
        (product: $0, quantity: Int.random(in: 1...12, using: &random))
      }
    }
    carts = cartNames.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map {
      Cart(
        id: random.uuid(), name: $0, lines: lines(1...3),
        age: .random(in: 60...500_000, using: &random).rounded())
    }
    orders = (0..<Int.random(in: 2...6, using: &random)).map { index in
      let (status, payment, shipping) = orderStates[
        Int.random(in: orderStates.indices, using: &random)]
      return Order(
        id: random.uuid(), number: "PO-\(Int.random(in: 10_000...99_999, using: &random))",
        status: status, payment: payment, shipping: shipping, lines: lines(1...4),
        age: TimeInterval(index * 9 + 1) * 86_400)
    }
    addresses = [("Head office", "Purchasing"), ("Warehouse", "Goods inward")].map { name, desk in
      let (city, postcode, region, country) = places[Int.random(in: places.indices, using: &random)]
      let street = streets[Int.random(in: streets.indices, using: &random)]
      return Address(
        id: random.uuid(), name: name, firstName: desk, lastName: "Department",
        companyName: account.name, line1: "\(Int.random(in: 1...240, using: &random)) \(street)",
        city: city, region: region, postcode: postcode, country: country)
    }
  }
}

/// An amount of money as `meta.display_price` writes it.
struct Price: Sendable {
  /// Cents.
  let amount: Int

  static let zero = Price(amount: 0)

  var json: JSONValue {
    let cents = amount % 100
    return [
      "amount": JSONValue(amount), "currency": "USD",
      "formatted": "$\((amount / 100).formatted(grouped)).\(cents < 10 ? "0" : "")\(cents)",
    ]
  }
}

private let grouped = IntegerFormatStyle<Int>(locale: Locale(identifier: "en_US"))
  .grouping(.automatic)

private let cartNames = [
  "Autumn restock", "Maintenance kit", "New site fit-out", "Quarterly consumables",
  "Spare parts", "Trial order", "Weekly replenishment",
]

/// Status, payment and shipping that occur together.
private let orderStates = [
  ("complete", "paid", "fulfilled"), ("processing", "authorized", "unfulfilled"),
  ("incomplete", "unpaid", "unfulfilled"), ("cancelled", "refunded", "unfulfilled"),
  ("complete", "paid", "unfulfilled"),
]

/// City, postcode, region and country.
private let places = [
  ("Boston", "02210", "MA", "US"), ("Denver", "80205", "CO", "US"),
  ("Leeds", "LS1 4AP", "ENG", "GB"),
  ("Hamburg", "20457", "HH", "DE"), ("Grenoble", "38000", "ARA", "FR"),
  ("Łódź", "90-001", "LD", "PL"),
]

private let streets = ["Canal Street", "Foundry Road", "Harbour Lane", "Market Square", "Mill Way"]
