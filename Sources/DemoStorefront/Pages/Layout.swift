/// What stands around every page: who buys, where one is, and where one can go.
struct Layout: Sendable {
  /// A page that the navigation leads to.
  enum Place: CaseIterable, Sendable {
    case catalog, cart, orders

    var path: String {
      switch self {
      case .catalog: "/"
      case .cart: "/cart"
      case .orders: "/orders"
      }
    }

    var title: String {
      switch self {
      case .catalog: "Catalogue"
      case .cart: "Cart"
      case .orders: "Orders"
      }
    }
  }

  let buyer: AccountCookie?
  /// `nil` for a page that the navigation does not lead to.
  var place: Place?
  /// How many pieces the cart has; `nil` when that is not known.
  var cartCount: Int?

  /// A whole page.
  func page(_ title: String, _ content: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) – \(buyer?.accountName ?? "Demo Supply")</title>
    <link rel="stylesheet" href="/storefront.css">
    <link rel="icon" href="data:,">
    </head>
    <body class="\(HTML(stringLiteral: tint))">
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <div class="bar">
    <p class="brand">Demo Supply</p>
    <nav aria-label="Shop"><ul>\(Place.allCases.map(entry))</ul></nav>
    </div>
    \(account)
    </header>
    <main id="content">
    <h1>\(title)</h1>
    \(content)
    </main>
    <footer><p>A sample storefront. It knows the account from its cookie, and nothing else.</p></footer>
    </body>
    </html>

    """
  }

  private func entry(_ each: Place) -> HTML {
    let current: HTML = each == place ? " aria-current=\"page\"" : ""
    var count: HTML?
    if each == .cart, let cartCount {
      count = """
         <span class="count">\(cartCount)<span class="hidden"> \(cartCount == 1 ? "piece" : "pieces")</span></span>
        """
    }
    return "<li><a href=\"\(each.path)\"\(current)>\(each.title)\(count)</a></li>"
  }

  private var account: HTML {
    guard let buyer else {
      return """
        <section class="account" aria-label="Account"><p class="who"><span class="label">Nobody is signed in</span>
        <span class="name">Guest</span></p></section>
        """
    }
    return """
      <section class="account" aria-label="Account"><p class="who"><span class="label">Buying for</span>
      <bdi class="name">\(buyer.accountName)</bdi></p><p class="id">\(buyer.accountID)</p></section>
      """
  }

  /// A colour that follows from the account, so that a change is seen from the last row.
  private var tint: String {
    guard let buyer else { return "guest" }
    let sum = buyer.accountID.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return "tint-\(sum % 12)"
  }
}
