import AccountCore
import AccountModel
import Foundation

/// The account that is acted as and for how long, in one line.
struct ActingLine {
  let account: Account
  let session: SessionSummary
  let serverNow: Date

  init(_ account: Account, in session: SessionSummary, now: Date) {
    self.account = account
    self.session = session
    serverNow = session.clock.now(local: now)
  }

  /// A sentence, for a person who just did something.
  var sentence: CleanText {
    let mark: CleanText =
      session.impersonationMark.map { "; \(session.member.displayName) \($0)" } ?? ""
    return
      "Acting as \(account.displayName) (\(account.id)) at \(session.store.endpoint), \(lifetime)\(mark)."
  }

  /// The parts, for a command whose result this is: name, ID, time left, member.
  func fields(separator: CleanText) -> CleanText {
    [
      account.displayName, account.id.rawValue, account.countdown(at: serverNow),
      session.memberLabel,
    ].map { CleanText($0) }.joined(separator: separator)
  }

  private var lifetime: CleanText {
    guard let expiry = account.expiry else { return "until the store ends it" }
    return expiry.hasPassed(at: serverNow)
      ? "but its token has expired" : "for \(account.countdown(at: serverNow))"
  }
}

extension ActingLine {
  /// What a choice changed: the default, but not this terminal where `EPSWITCH_ACCOUNT` names another
  /// account.
  static func sentences(
    onChoosing account: Account, in session: SessionSummary, _ service: AccountService
  ) -> [CleanText] {
    if service.variables.account != nil {
      let chosen: CleanText = "The default is now \(account.displayName) (\(account.id))"
      do throws(AccountError) {
        let kept = try service.currentAccount().account
        if kept.id != account.id {
          return [
            "\(chosen); this terminal keeps acting as \(kept.displayName) (\(kept.id)), as "
              + "\(AccountVariables.account) says."
          ]
        }
      } catch {
        // What the error says did not change is not about the choice.
        let message = error.userMessage
        return ["\(chosen).", message.summary]
          + [message.recoverySuggestion?.inCommands].compactMap(\.self)
      }
    }
    return [ActingLine(account, in: session, now: service.now).sentence]
  }
}

extension Account {
  /// The time left in words: `23h 59m`, `expired`, or `unknown` when the store did not say.
  func countdown(at serverNow: Date) -> String {
    guard let expiry else { return "unknown" }
    let left = expiry.secondsLeft(at: serverNow)
    return left == 0 ? "expired" : durationText(seconds: left)
  }
}
