import Foundation
import Hummingbird

extension Endpoints {
  func addCatalog(to router: Router<Exchange>) {
    router.get("/catalog", use: getCatalog)
    router.get("/catalog/hierarchies", use: listHierarchies)
    router.get("/catalog/hierarchies/:hierarchy", use: getHierarchy)
    router.get("/catalog/hierarchies/:hierarchy/nodes", use: listHierarchyNodes)
    router.get("/catalog/hierarchies/:hierarchy/children", use: listHierarchyNodes)
    router.get("/catalog/hierarchies/:hierarchy/products", use: listHierarchyProducts)
    router.get("/catalog/nodes", use: listNodes)
    router.get("/catalog/nodes/:node", use: getNode)
    router.get("/catalog/nodes/:node/relationships/children", use: listNodeChildren)
    router.get("/catalog/nodes/:node/relationships/products", use: listNodeProducts)
    router.get("/catalog/products", use: listProducts)
    router.get("/catalog/products/:product", use: getProduct)
  }

  /// The catalog that the rules give to whoever asks.
  func catalog(_ exchange: Exchange) throws(CommerceError) -> AccountCatalog {
    switch try shopper(exchange) {
    case .account(let account, _): shop.catalog(of: account)
    case .customer, .store, .anyone: shop.standardCatalog
    }
  }

  @Sendable private func getCatalog(_ request: Request, _ exchange: Exchange) throws -> Response {
    let catalog = try catalog(exchange)
    let base = "\(exchange.baseURL)/catalog"
    return .json([
      "data": [
        "id": .string(catalog.id), "type": "catalog-release",
        "attributes": [
          "name": .string(catalog.name), "catalog_id": .string(catalog.id),
          "description": "", "published_at": .string(openedAt.isoText),
          "hierarchies": .array(
            catalog.hierarchies.map {
              ["id": .string($0.id), "name": .string($0.name), "label": .string($0.name)]
            }),
        ],
        "relationships": [
          "products": related("\(base)/products"), "hierarchies": related("\(base)/hierarchies"),
        ],
        "meta": [
          "created_at": .string(openedAt.isoText), "started_at": .string(openedAt.isoText),
          "updated_at": .string(openedAt.isoText), "release_status": "PUBLISHED",
          "language": "en", "is_full_publish": true, "is_full_delta": false,
          "total_products": JSONValue(catalog.products.count),
          "total_nodes": JSONValue(catalog.nodes.count), "percent_completed": 100,
          "owner": "store",
        ],
      ],
      "links": ["self": .string(base)],
    ])
  }
}

// MARK: - Hierarchies and nodes

extension Endpoints {
  @Sendable private func listHierarchies(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let rows = try catalog(exchange).hierarchies
    return .json(try exchange.list(rows, by: .nodes) { json($0, exchange) })
  }

  @Sendable private func getHierarchy(_ request: Request, _ exchange: Exchange) throws -> Response {
    let hierarchy = try hierarchy(exchange, of: try catalog(exchange))
    return .json([
      "data": json(hierarchy, exchange),
      "links": ["self": "\(exchange.baseURL)/catalog/hierarchies/\(hierarchy.id)"],
    ])
  }

  @Sendable private func listHierarchyNodes(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let rows = try hierarchy(exchange, of: try catalog(exchange)).nodes
    return .json(try exchange.list(rows, by: .nodes) { json($0, exchange) })
  }

  @Sendable private func listHierarchyProducts(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try products(exchange) { catalog throws(CommerceError) in
      try hierarchy(exchange, of: catalog).nodes.flatMap(\.products)
    }
  }

  @Sendable private func listNodes(_ request: Request, _ exchange: Exchange) throws -> Response {
    let rows = try catalog(exchange).nodes
    return .json(try exchange.list(rows, by: .nodes) { json($0, exchange) })
  }

  @Sendable private func getNode(_ request: Request, _ exchange: Exchange) throws -> Response {
    let node = try node(exchange, of: try catalog(exchange))
    return .json([
      "data": json(node, exchange),
      "links": ["self": "\(exchange.baseURL)/catalog/nodes/\(node.id)"],
    ])
  }

  /// The nodes below a node; the sample catalog has one level.
  @Sendable private func listNodeChildren(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    _ = try node(exchange, of: try catalog(exchange))
    return .json(try exchange.list([ProductRange.Node](), by: .nodes) { json($0, exchange) })
  }

  @Sendable private func listNodeProducts(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try products(exchange) { catalog throws(CommerceError) in
      try node(exchange, of: catalog).products
    }
  }

  private func hierarchy(
    _ exchange: Exchange, of catalog: AccountCatalog
  ) throws(CommerceError) -> ProductRange.Hierarchy {
    let id = exchange.parameters.get("hierarchy")
    guard let hierarchy = catalog.hierarchies.first(where: { $0.id == id }) else {
      throw .notFound("hierarchy not found")
    }
    return hierarchy
  }

  private func node(
    _ exchange: Exchange, of catalog: AccountCatalog
  ) throws(CommerceError) -> ProductRange.Node {
    let id = exchange.parameters.get("node")
    guard let node = catalog.nodes.first(where: { $0.id == id }) else {
      throw .notFound("node not found")
    }
    return node
  }

  private func json(_ hierarchy: ProductRange.Hierarchy, _ exchange: Exchange) -> JSONValue {
    let url = "\(exchange.baseURL)/catalog/hierarchies/\(hierarchy.id)"
    return [
      "id": .string(hierarchy.id), "type": "hierarchy",
      "attributes": .object(attributes(name: hierarchy.name)),
      "relationships": [
        "products": related("\(url)/products"), "children": related("\(url)/children"),
        "nodes": related("\(url)/nodes"),
      ],
      "meta": ["language": "en"],
    ]
  }

  private func json(_ node: ProductRange.Node, _ exchange: Exchange) -> JSONValue {
    let url = "\(exchange.baseURL)/catalog/nodes/\(node.id)"
    var attributes = attributes(name: node.name)
    attributes["status"] = "live"
    attributes["curated_products"] = []
    return [
      "id": .string(node.id), "type": "node", "attributes": .object(attributes),
      "relationships": [
        "products": related("\(url)/relationships/products"),
        "children": related("\(url)/relationships/children"),
        "hierarchy": ["data": ["id": .string(node.hierarchyID), "type": "hierarchy"]],
      ],
      "meta": ["language": "en", "bread_crumb": [.string(node.id)]],
    ]
  }

  private func attributes(name: String) -> [String: JSONValue] {
    [
      "name": .string(name), "slug": .string(name.slug), "description": "",
      "created_at": .string(openedAt.isoText), "published_at": .string(openedAt.isoText),
      "updated_at": .string(openedAt.isoText),
    ]
  }

  private func related(_ url: String) -> JSONValue { ["links": ["related": .string(url)]] }
}

// MARK: - Products

extension Endpoints {
  @Sendable private func listProducts(_ request: Request, _ exchange: Exchange) throws -> Response {
    try products(exchange) { $0.products }
  }

  @Sendable private func getProduct(_ request: Request, _ exchange: Exchange) throws -> Response {
    let catalog = try catalog(exchange)
    guard let product = exchange.parameters.get("product").flatMap(catalog.product(id:)) else {
      throw CommerceError.notFound("product not found")
    }
    return .json([
      "data": json(product, in: catalog),
      "links": ["self": "\(exchange.baseURL)/catalog/products/\(product.id)"],
    ])
  }

  /// - Parameter choose: of the catalog that whoever asks gets.
  private func products(
    _ exchange: Exchange,
    _ choose: (AccountCatalog) throws(CommerceError) -> [ProductRange.Product]
  ) throws(CommerceError) -> Response {
    let catalog = try catalog(exchange)
    return .json(
      try exchange.list(try choose(catalog), by: .products) { json($0, in: catalog) })
  }

  private func json(_ product: ProductRange.Product, in catalog: AccountCatalog) -> JSONValue {
    let price = catalog.price(of: product)
    var attributes = attributes(name: product.name)
    attributes["description"] = .string(product.description)
    attributes["sku"] = .string(product.sku)
    attributes["slug"] = .string("\(product.name) \(product.sku)".slug)
    attributes["status"] = "live"
    attributes["commodity_type"] = "physical"
    attributes["manufacturer_part_num"] = .string(product.sku)
    attributes["upc_ean"] = ""
    attributes["base_product"] = false
    attributes["external_ref"] = .null
    attributes["price"] = [
      "USD": ["amount": JSONValue(price.amount), "includes_tax": false]
    ]
    var meta: [String: JSONValue] = [
      "catalog_id": .string(catalog.id), "pricebook_id": .string(catalog.priceBookID),
      "catalog_source": "pim", "product_types": ["standard"], "language": "en",
      "bread_crumb_nodes": [.string(product.nodeID)],
      "bread_crumbs": .object([product.nodeID: [.string(product.hierarchyID)]]),
      "display_price": ["without_tax": price.json],
    ]
    if catalog.percent < 100 {
      let original = Price(amount: product.basePrice)
      meta["original_price"] = [
        "USD": ["amount": JSONValue(original.amount), "includes_tax": false]
      ]
      meta["original_display_price"] = ["without_tax": original.json]
    }
    return [
      "id": .string(product.id), "type": "product", "attributes": .object(attributes),
      "relationships": [:], "meta": .object(meta),
    ]
  }
}

extension ListRules {
  /// Of hierarchies and nodes.
  fileprivate static let nodes = ListRules(fields: [
    "id": Field([.oneOf], at: "id"), "name": Field([.eq], at: "attributes.name"),
    "slug": Field([.eq], at: "attributes.slug"),
  ])

  fileprivate static let products = ListRules(fields: [
    "id": Field([.oneOf], at: "id"),
    "name": Field([.eq, .oneOf], at: "attributes.name"),
    "sku": Field([.eq, .oneOf], at: "attributes.sku"),
    "slug": Field([.eq, .oneOf], at: "attributes.slug"),
    "manufacturer_part_num": Field([.eq, .oneOf], at: "attributes.manufacturer_part_num"),
    "upc_ean": Field([.eq, .oneOf], at: "attributes.upc_ean"),
    "product_types": Field([.eq, .oneOf], at: "meta.product_types"),
    "tags": Field([.eq, .oneOf], at: "attributes.tags"),
  ])
}
