import AccountModel
import AccountVault
import AccountVault
import Foundation

/// Whom a member acts as and for how long, in one line.
struct ActingLine {
  let account: Account
  let endpoint: Endpoint
  let serverNow: Date

  init(_ account: Account, in summary: SessionSummary, now: Date) {
    self.account = account
    endpoint = summary.store.endpoint
    serverNow = summary.clock.now(local: now)
  }

  /// A sentence, for a person who just did something.
  var sentence: String {
    "Acting as \(account.displayName) (\(account.id)) at \(endpoint), \(lifetime)."
  }

  /// The parts, for a command whose result this is: name, ID, time left.
  func fields(separator: String) -> String {
    [account.displayName, account.id.rawValue, countdown].joined(separator: separator)
  }

  private var lifetime: String {
    guard let expiry = account.expiry else { return "for as long as the store allows" }
    return expiry.hasPassed(at: serverNow) ? "but its token has run out" : "for \(countdown)"
  }

  private var countdown: String { account.countdown(at: serverNow) }
}

extension Account {
  /// The time left in words: `23:59:12`, `expired`, or `unknown` when the store did not say.
  func countdown(at serverNow: Date) -> String {
    guard let expiry else { return "unknown" }
    let left = expiry.secondsLeft(at: serverNow)
    return left == 0 ? "expired" : countdownText(seconds: left)
  }
}
