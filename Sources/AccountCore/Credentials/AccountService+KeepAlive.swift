package import AccountModel
import Foundation
import ProfileSettings

extension AccountService {
  /// Renews the token of the current account before it expires, for as long as the task runs, where the
  /// profile says `keep-alive = true`: the one that ``currentAccount()`` shows. Whoever stays away for a
  /// weekend then need not sign in again, as long as something that calls this stays open.
  ///
  /// A failure is tried again, and told once. Tokens that live for less than a minute are not kept alive.
  ///
  /// - Parameters:
  ///   - interval: how often it is looked whether the token has to be renewed.
  ///   - failed: is told why it could not be renewed.
  package func keepAlive(
    at selector: SessionSelector, every interval: Duration = keepAliveInterval,
    failed: @Sendable (UserMessage) async -> Void = { _ in }
  ) async {
    await keepAlive(at: selector, every: interval, failed: failed) { () throws(AccountError) in
      try currentChoice(at: selector)
    }
  }

  package static let keepAliveInterval = Duration.seconds(5)

  /// As ``keepAlive(at:every:failed:)``.
  ///
  /// - Parameter choice: whose token it is, each time it is looked.
  func keepAlive(
    at selector: SessionSelector, every interval: Duration,
    failed: @Sendable (UserMessage) async -> Void,
    of choice: () throws(AccountError) -> (session: SessionSummary, account: Account?)
  ) async {
    guard selector.profile?.keepsAlive == true else { return }
    var watched: WatchedToken?
    var told: UserMessage?
    while !Task.isCancelled {
      var pause = interval
      do throws(AccountError) {
        let (session, account) = try choice()
        watched = try await renewIfDue(watched, account, of: session, at: selector)
        told = nil
      } catch {
        pause = Self.keepAlivePause
        // Where nobody is signed in there is nothing to renew.
        if ![.cancelled, .notSignedIn].contains(error.kind), told != error.userMessage {
          told = error.userMessage
          await failed(error.userMessage)
        }
      }
      do { try await Task.sleep(for: pause) } catch { break }
    }
  }

  /// A token that lives, and how long it lived when it was seen first, in seconds.
  private struct WatchedToken {
    let account: AccountID
    let expiry: Expiry
    let lifetime: Int64
  }

  /// The dashboard announces the end of a token five minutes before it; none is to be announced.
  private static let keepAliveMargin: Int64 = 6 * 60

  /// Seconds before its end in which a token still mints, and time enough to look in between.
  private static let leastMargin = Expiry.margin + 15

  /// After a failure.
  private static let keepAlivePause = Duration.seconds(30)

  private func renewIfDue(
    _ watched: WatchedToken?, _ account: Account?, of session: SessionSummary,
    at selector: SessionSelector
  ) async throws(AccountError) -> WatchedToken? {
    guard !session.isCustomer, let account, let expiry = account.expiry else { return nil }
    let left = expiry.secondsLeft(at: session.clock.now(local: now))
    let token =
      watched.flatMap { $0.account == account.id && $0.expiry == expiry ? $0 : nil }
      ?? WatchedToken(account: account.id, expiry: expiry, lifetime: left)
    // Stores can make all tokens live for a minute. One that is about to expire mints no other.
    let margin = min(Self.keepAliveMargin, max(token.lifetime / 2, Self.leastMargin))
    guard left <= margin, token.lifetime > Self.leastMargin else { return token }
    _ = try await liveToken(of: account, in: session, at: selector, margin: margin)
    return nil
  }
}
