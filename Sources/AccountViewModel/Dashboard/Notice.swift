import AccountModel
import Foundation

/// What is said above the footer.
enum Notice: Equatable, Sendable {
  /// Why a key did nothing. It disappears with the next key, or by itself.
  case hint(String)

  /// Something succeeded. It disappears with the next key, or by itself, and at once when it no
  /// longer holds for the account it is about.
  case success(String, about: AccountID? = nil)

  /// Another process changed the session. It stays until it is dismissed, or until the next order.
  case news(UserMessage)

  /// What was said at first. It stays until it is dismissed, or until the next order.
  case announcement(UserMessage)

  /// An order failed. It stays until it is dismissed, or until the next order.
  case failure(UserMessage, signInNeeded: Bool)

  /// Something failed that nobody had ordered. It stays as long, and changes the meaning of no key.
  case backgroundFailure(UserMessage, signInNeeded: Bool)

  /// Seconds after which a hint or a success disappears by itself.
  static let lifetime: TimeInterval = 8

  /// Whether it disappears with the next key, or after ``lifetime``.
  var isTransient: Bool {
    switch self {
    case .hint, .success: true
    case .news, .announcement, .failure, .backgroundFailure: false
    }
  }

  /// Whether signing in is what should be done next.
  var asksForSignIn: Bool {
    switch self {
    case .hint, .success, .news, .announcement: false
    case .failure(_, let isNeeded), .backgroundFailure(_, let isNeeded): isNeeded
    }
  }
}

/// The rows above the footer: what is under way, what happened, and what the person should know all
/// the time.
struct NoticeView {
  let activity: Activity?
  let notice: Notice?

  /// Sentences that stay true for longer than a moment, see ``Dashboard/warnings``.
  let warnings: [String]

  let session: Session?

  /// Cells of the terminal that are used.
  let columns: Int

  /// Whether the sign-in form is open, where `s` is a letter.
  let isSigningIn: Bool

  var lines: [Line] {
    var lines: [Line] = []
    if let activity, !activity.isWaiting {
      lines += paragraph(activity.progressText(in: session), .plain)
    }
    switch notice {
    case .hint(let text): lines += paragraph(text, .plain)
    case .success(let text, _): lines += paragraph(text, sign: "✓ ", .success)
    case .announcement(let message): lines += messageLines(message, sign: "", .plain)
    case .news(let message): lines += messageLines(message, sign: "! ", .warning)
    case .failure(let message, _), .backgroundFailure(let message, _):
      lines += messageLines(message, sign: "× ", .danger)
    case nil: break
    }
    if activity == nil, notice?.isTransient != false {
      for warning in warnings { lines += paragraph(warning, sign: "! ", .warning) }
    }
    return lines
  }

  /// The lines in so many rows; `…` tells that not all of them fit.
  func lines(rows: Int) -> [Line] {
    let all = lines
    var shown = Array(all.prefix(rows))
    if rows < all.count, let last = shown.indices.last, let span = shown[last].spans.last {
      shown[last] = Line([Span(clip(span.text + " …", columns), span.style)])
    }
    return shown
  }

  private func messageLines(_ message: UserMessage, sign: String, _ style: Style) -> [Line] {
    let advice = [
      message.unchanged, message.recoverySuggestion?.onScreen(isSigningIn: isSigningIn),
    ].compactMap(\.self)
    return paragraph(message.summary.string, sign: sign, style)
      + paragraph(advice.joined(separator: " ").string, sign: columns < 30 ? "" : "  ", .plain)
  }

  /// A text in as many lines as it needs; below a sign they are indented, where there is room.
  private func paragraph(_ text: String, sign: String = "", _ style: Style) -> [Line] {
    guard columns >= 30 else {
      // A sign never stands alone in its line.
      let joined = sign.replacing(" ", with: "\u{A0}") + text
      return wrap(joined, columns).map { Line([Span($0.replacing("\u{A0}", with: " "), style)]) }
    }
    return wrap(text, columns - 1 - sign.cellCount).enumerated().map { offset, line in
      Line([Span(" " + (offset == 0 ? sign : spaces(sign.cellCount)) + line, style)])
    }
  }
}

extension Remedy {
  /// The remedy with keys where the dashboard has one, and commands where it has none.
  func onScreen(isSigningIn: Bool) -> CleanText {
    text { action in
      switch action {
      case .signIn: isSigningIn ? "sign in" : "press s to sign in"
      case .signInAgain: isSigningIn ? "sign in again" : "press s to sign in again"
      case .chooseAccount: "choose one with Enter"
      case .listAccounts: "look for it with /"
      case .loadAccounts: "press r to load the accounts again"
      case .showCurrent, .addProfile: action.inCommands
      }
    }
  }
}
