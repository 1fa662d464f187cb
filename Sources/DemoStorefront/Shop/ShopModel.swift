/// What the storefront reads of the API's answers.
struct ListDocument<Row: Decodable & Sendable>: Decodable, Sendable { let data: [Row] }

struct Resource<Row: Decodable & Sendable>: Decodable, Sendable { let data: Row }

/// An amount of money, formatted by the store.
struct Money: Decodable, Sendable {
  let amount: Int
  let formatted: String
}

/// `display_price`; a catalog has prices without tax only.
struct DisplayPrice: Decodable, Sendable {
  let withTax: Money?
  let withoutTax: Money?

  enum CodingKeys: String, CodingKey {
    case withTax = "with_tax"
    case withoutTax = "without_tax"
  }

  var shown: Money? { withTax ?? withoutTax }
}

struct CatalogNode: Decodable, Sendable {
  struct Attributes: Decodable, Sendable { let name: String }

  let id: String
  let attributes: Attributes
}

struct CatalogProduct: Decodable, Sendable {
  struct Attributes: Decodable, Sendable {
    let name: String
    let sku: String
    let description: String?
  }

  struct Meta: Decodable, Sendable {
    let displayPrice: DisplayPrice?
    let originalDisplayPrice: DisplayPrice?
    let nodes: [String]?

    enum CodingKeys: String, CodingKey {
      case displayPrice = "display_price"
      case originalDisplayPrice = "original_display_price"
      case nodes = "bread_crumb_nodes"
    }
  }

  let id: String
  let attributes: Attributes
  let meta: Meta

  var price: Money? { meta.displayPrice?.shown }
  /// The price before the account's discount, where it is another one.
  var listPrice: Money? { meta.originalDisplayPrice?.shown }
}

struct ShopCart: Decodable, Sendable {
  let id: String
  let name: String
}

struct CartItem: Decodable, Sendable {
  struct Meta: Decodable, Sendable {
    struct Prices: Decodable, Sendable {
      let withTax: LinePrice

      enum CodingKeys: String, CodingKey { case withTax = "with_tax" }
    }

    let displayPrice: Prices

    enum CodingKeys: String, CodingKey { case displayPrice = "display_price" }
  }

  struct LinePrice: Decodable, Sendable {
    let unit: Money
    let value: Money
  }

  let id: String
  let name: String
  let sku: String
  let quantity: Int
  let meta: Meta

  var unit: Money { meta.displayPrice.withTax.unit }
  var value: Money { meta.displayPrice.withTax.value }
}

/// The items of a cart, with the price of all.
struct CartItems: Decodable, Sendable {
  struct Meta: Decodable, Sendable {
    let displayPrice: DisplayPrice

    enum CodingKeys: String, CodingKey { case displayPrice = "display_price" }
  }

  let data: [CartItem]
  let meta: Meta

  var total: Money? { meta.displayPrice.shown }
  /// How many pieces.
  var count: Int { data.reduce(0) { $0 + $1.quantity } }
}

struct ShopOrder: Decodable, Sendable {
  struct Meta: Decodable, Sendable {
    struct Timestamps: Decodable, Sendable {
      let created: String

      enum CodingKeys: String, CodingKey { case created = "created_at" }
    }

    let displayPrice: DisplayPrice
    let timestamps: Timestamps

    enum CodingKeys: String, CodingKey {
      case displayPrice = "display_price"
      case timestamps
    }
  }

  let id: String
  let number: String?
  let status: String
  let payment: String
  let shipping: String
  let meta: Meta

  enum CodingKeys: String, CodingKey {
    case id, status, payment, shipping, meta
    case number = "order_number"
  }

  var total: Money? { meta.displayPrice.shown }
  /// `2026-01-02`
  var day: String { String(meta.timestamps.created.prefix(10)) }
  /// What a buyer knows the order by.
  var title: String { number ?? String(id.prefix(8)) }
}

struct ShopAddress: Codable, Sendable {
  let firstName: String
  let lastName: String
  let companyName: String?
  let line1: String
  let city: String?
  let region: String?
  let postcode: String
  let country: String

  enum CodingKeys: String, CodingKey {
    case firstName = "first_name"
    case lastName = "last_name"
    case companyName = "company_name"
    case line1 = "line_1"
    case city, region, postcode, country
  }
}
