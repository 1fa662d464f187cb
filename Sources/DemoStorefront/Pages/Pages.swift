/// The contents of the pages.
enum Pages {
  // MARK: - Catalogue

  /// - Parameter added: the product that was just put into the cart.
  static func catalog(
    nodes: [CatalogNode], products: [CatalogProduct], canBuy: Bool, added: CatalogProduct?
  ) -> HTML {
    let sections = nodes.map { node -> HTML in
      let own = products.filter { $0.meta.nodes?.contains(node.id) ?? false }
      return own.isEmpty
        ? ""
        : """
        <section aria-labelledby="node-\(node.id)">
        <h2 id="node-\(node.id)">\(node.attributes.name)</h2>
        <ul class="products">\(own.map { tile($0, canBuy: canBuy) })</ul>
        </section>
        """
    }
    return """
      \(added.map { notice("\($0.attributes.name) is in the cart.") })
      <p class="lead">\(products.count) products at \(canBuy ? "this account’s prices" : "list prices").</p>
      \(sections)
      """
  }

  private static func tile(_ product: CatalogProduct, canBuy: Bool) -> HTML {
    let price = product.price
    var list: HTML?
    if let before = product.listPrice, let price, before.amount > price.amount {
      let percent = Int((100 - 100 * Double(price.amount) / Double(before.amount)).rounded())
      list = """
        <s><span class="hidden">List price </span>\(before.formatted)</s> <span class="discount">−\(percent) %</span>
        """
    }
    let form: HTML = """
      <form method="post" action="/cart/items">
      <input type="hidden" name="product" value="\(product.id)">
      <label class="hidden" for="quantity-\(product.id)">Quantity of \(product.attributes.name)</label>
      <input id="quantity-\(product.id)" type="number" name="quantity" value="1" min="1" max="9999" required>
      <button>Add<span class="hidden"> \(product.attributes.name) to the cart</span></button>
      </form>
      """
    return """
      <li class="product">
      <h3>\(product.attributes.name)</h3>
      <p class="description">\(product.attributes.description ?? "")</p>
      <p class="sku">\(product.attributes.sku)</p>
      <p class="price"><strong>\(price?.formatted ?? "On request")</strong> \(list)</p>
      \(canBuy ? form : nil)
      </li>
      """
  }

  // MARK: - Cart

  static func cart(_ items: CartItems, name: String) -> HTML {
    guard !items.data.isEmpty else {
      return "<p class=\"lead\">“\(name)” is empty. <a href=\"/\">Go to the catalogue</a></p>"
    }
    return """
      <p class="lead">“\(name)”</p>
      <div class="scroll"><table>
      <thead><tr><th scope="col">Product</th><th scope="col">Quantity</th>
      <th scope="col" class="number">Each</th><th scope="col" class="number">Together</th></tr></thead>
      <tbody>\(items.data.map(line))</tbody>
      <tfoot><tr><th scope="row" colspan="3">Total</th><td class="number total">\(items.total?.formatted ?? "")</td></tr></tfoot>
      </table></div>
      <form method="post" action="/cart/order"><button class="primary">Place the order</button></form>
      """
  }

  private static func line(_ item: CartItem) -> HTML {
    """
    <tr><th scope="row">\(item.name) <span class="sku">\(item.sku)</span></th>
    <td><form method="post" action="/cart/items/\(item.id)">
    <label class="hidden" for="item-\(item.id)">Quantity of \(item.name)</label>
    <input id="item-\(item.id)" type="number" name="quantity" value="\(item.quantity)" min="0" max="9999" required>
    <button>Change<span class="hidden"> the quantity of \(item.name)</span></button>
    <button name="remove" value="1">Remove<span class="hidden"> \(item.name)</span></button>
    </form></td>
    <td class="number">\(item.unit.formatted)</td><td class="number">\(item.value.formatted)</td></tr>
    """
  }

  // MARK: - Orders

  /// - Parameter placed: the order that was just placed.
  static func orders(_ orders: [ShopOrder], placed: ShopOrder?) -> HTML {
    let news = placed.map { notice("Thank you. Order \($0.title) is placed.") }
    guard !orders.isEmpty else { return "\(news)<p class=\"lead\">There are no orders yet.</p>" }
    return """
      \(news)
      <div class="scroll"><table>
      <thead><tr><th scope="col">Order</th><th scope="col">Placed</th><th scope="col">Status</th>
      <th scope="col">Payment</th><th scope="col">Delivery</th><th scope="col" class="number">Total</th></tr></thead>
      <tbody>\(orders.map(row))</tbody>
      </table></div>
      """
  }

  private static func row(_ order: ShopOrder) -> HTML {
    """
    <tr><th scope="row">\(order.title)</th><td><time>\(order.day)</time></td>
    <td><span class="state">\(order.status)</span></td><td>\(order.payment)</td>
    <td>\(order.shipping)</td><td class="number">\(order.total?.formatted ?? "")</td></tr>
    """
  }

  // MARK: - Without an account, and failures

  static let guest: HTML = """
    <p class="lead">This page needs an account. Switch to one in epswitch, and it appears here.</p>
    """

  static func failure(_ failure: CommerceShop.Failure) -> HTML {
    switch failure {
    case .signedOut:
      "<p class=\"lead\" role=\"alert\">The account’s token is expired. Switch to the account again.</p>"
    case .status(let status):
      "<p class=\"lead\" role=\"alert\">The store answered with \(status). Nothing was changed.</p>"
    case .unreachable:
      "<p class=\"lead\" role=\"alert\">The store does not answer. Reload the page in a moment.</p>"
    }
  }

  private static func notice(_ sentence: String) -> HTML {
    "<p class=\"notice\" role=\"status\">\(sentence)</p>"
  }
}
