import AccountModel

/// What is known about one account, over the list: all of it, also the claims of its token that the
/// pane has no room for.
struct DetailsPanel: Equatable, Sendable {
  let id: AccountID

  /// Lines above the screen.
  private var scroll = 0

  init(id: AccountID) { self.id = id }

  mutating func update(_ message: PanelMessage, in context: PanelContext) {
    guard case .command(.move(let move)) = message else { return }
    scroll = view(in: context).scrolled(scroll, by: move, rows: context.rows)
  }

  func view(in context: PanelContext) -> PanelView {
    guard let account = context.session?.roster[id] else {
      let text = "This account is no longer one of yours."
      return PanelView(lines: centered([text], columns: context.columns, rows: 1))
    }
    let details = context.details?.id == id ? context.details : nil
    let facts = AccountFacts(
      account: account, details: details, isFavourite: context.favourites.contains(id),
      name: { context.session?.roster[$0]?.displayName }, storeNow: context.storeNow,
      zone: context.zone)
    let name = [
      AccountFacts.Fact("Name", account.displayName),
      AccountFacts.Fact("Account ID", id.rawValue, .id),
    ]
    let claims =
      details?.claims.map { AccountFacts.Fact($0.name, $0.text(in: context.zone)) }
      ?? [AccountFacts.Fact("", "reading …", .faint)]
    let all = name + facts.own + facts.stored + claims
    let labels = min(24, all.map(\.label.cellCount).max() ?? 0)
    func lines(_ facts: [AccountFacts.Fact]) -> [Line] {
      facts.flatMap {
        context.labelled($0.label, $0.text, labelColumns: labels, .faint, $0.style)
      }
    }
    var view = PanelView(lines: [context.title("Details"), Line()], top: scroll)
    view.lines += lines(name + facts.own + facts.stored)
    view.lines += facts.gaps.flatMap { context.paragraph($0.text, $0.style) }
    view.lines += [Line(), context.title("Token")] + lines(claims)
    return view
  }
}
