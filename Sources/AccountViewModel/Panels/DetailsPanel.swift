import AccountModel
import Foundation

/// What is known about one account.
struct DetailsPanel: Equatable, Sendable {
  let id: AccountID

  /// `nil` until they arrive.
  var claims: [AccountDetails.Claim]?

  /// Lines above the screen.
  private var scroll = 0

  init(id: AccountID, claims: [AccountDetails.Claim]? = nil) {
    self.id = id
    self.claims = claims
  }

  mutating func update(_ message: PanelMessage, in context: PanelContext) {
    guard case .command(.move(let move)) = message else { return }
    scroll = view(in: context).scrolled(scroll, by: move, rows: context.rows)
  }

  /// Stops waiting for claims that will not arrive.
  mutating func giveUp() { claims = claims ?? [] }

  func view(in context: PanelContext) -> PanelView {
    guard let account = context.session?.roster[id] else {
      let text = "This account is no longer one of yours."
      return PanelView(lines: centered([text], columns: context.columns, rows: 1))
    }
    let countdown = Countdown(account.expiry, at: context.storeNow)
    var facts: [(String, String, Style)] = [
      ("Name", account.displayName, .plain),
      ("Account ID", id.rawValue, .id),
      ("Expires in", countdown.text, countdown.style),
    ]
    if let expiry = account.expiry {
      facts.append(("Expires at", localText(of: expiry.date, in: context.zone), .plain))
    }
    if claims == nil { facts.append(("Claims", "reading …", .faint)) }
    let all = facts + (claims ?? []).map { ($0.name, $0.text(in: context.zone), .plain) }
    let labelColumns = min(24, all.map(\.0.cellCount).max() ?? 0)
    let lines = all.flatMap {
      context.labelled($0.0, $0.1, labelColumns: labelColumns, .faint, $0.2)
    }
    return PanelView(lines: [context.title("Details"), Line()] + lines, top: scroll)
  }
}

extension AccountDetails.Claim {
  /// The value as a person reads it: the moments of RFC 7519, seconds since 1970, as times of a zone.
  func text(in zone: TimeZone) -> String {
    guard ["iat", "exp", "nbf"].contains(name), let seconds = Int64(value),
      (0...253_402_300_799).contains(seconds)
    else { return value }
    return localText(of: Date(timeIntervalSince1970: TimeInterval(seconds)), in: zone)
  }
}
