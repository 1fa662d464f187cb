import Foundation

/// What an account has in the store; differs by account and follows from the seed.
struct AccountContents: Sendable {
  /// A cart of the account.
  struct Cart: Sendable {
    let id: String
    let name: String
    let price: Price
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
    let price: Price
    /// Seconds since the order was placed.
    let age: TimeInterval
  }

  /// Seconds since the account was created.
  let age: TimeInterval
  let registrationID: String
  let colleagues: [(id: String, name: String, email: String)]
  let carts: [Cart]
  let orders: [Order]

  init(of account: SimulatedAccount, seed: UInt64) {
    var random = SplitMix64(seed: seed, for: account.id)
    age = TimeInterval.random(in: 100...2_000, using: &random).rounded() * 86_400
    registrationID = "REG-\(Int.random(in: 100_000...999_999, using: &random))"
    colleagues = people.shuffled(using: &random).prefix(2).map { name in
      let address = name.lowercased().replacing(" ", with: ".") + "@buyers.example"
      return (random.uuid(), name, address)
    }
    carts = cartNames.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map {
      Cart(
        id: random.uuid(), name: $0, price: Price(drawing: &random),
        age: .random(in: 60...500_000, using: &random).rounded())
    }
    orders = (0..<Int.random(in: 2...6, using: &random)).map { index in
      let (status, payment, shipping) = orderStates[
        Int.random(in: orderStates.indices, using: &random)]
      return Order(
        id: random.uuid(), number: "PO-\(Int.random(in: 10_000...99_999, using: &random))",
        status: status, payment: payment, shipping: shipping, price: Price(drawing: &random),
        age: TimeInterval(index * 9 + 1) * 86_400)
    }
  }
}

/// An amount of money as `meta.display_price` writes it.
struct Price: Sendable {
  /// Cents.
  let amount: Int

  init(drawing random: inout SplitMix64) {
    amount = Int.random(in: 4_900...2_500_000, using: &random)
  }

  var json: JSONValue {
    let cents = amount % 100
    return [
      "amount": JSONValue(amount), "currency": "USD",
      "formatted": "$\((amount / 100).formatted(grouped)).\(cents < 10 ? "0" : "")\(cents)",
    ]
  }
}

private let grouped = IntegerFormatStyle<Int>(locale: Locale(identifier: "en_US_POSIX"))
  .grouping(.automatic)

private let people = [
  "Amara Okafor", "Bela Kovacs", "Chen Wei", "Dana Levi", "Elif Demir", "Farid Haddad",
  "Greta Lind", "Hiro Tanaka", "Ines Duarte",
]

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
