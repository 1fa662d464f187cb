import Foundation

/// How often, and after how long, a request that failed for a transient reason is sent again.
package struct RetryPolicy: Sendable {
  /// How often a request is sent at most, the first time included.
  package var attempts: Int
  /// Seconds before the second attempt; doubled for each further one, and drawn between half and
  /// whole so that many clients do not come back at once.
  package var firstDelay: Double
  /// The longest wait in seconds, also when the store asks for more (`Retry-After`).
  package var longestDelay: Double
  /// Waits that many seconds.
  package var sleep: @Sendable (Double) async throws -> Void

  package init(
    attempts: Int = 4, firstDelay: Double = 0.25, longestDelay: Double = 20,
    sleep: @escaping @Sendable (Double) async throws -> Void = {
      try await Task.sleep(for: .seconds($0))
    }
  ) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.sleep = sleep
  }

  /// Seconds to wait after attempt number `attempt` (from 1).
  ///
  /// - Parameters:
  ///   - requested: seconds the store asked for.
  ///   - jitter: 0 to 1.
  func delay(afterAttempt attempt: Int, requested: Double?, jitter: Double) -> Double {
    if let requested { return min(max(0, requested), longestDelay) }
    let whole = firstDelay * pow(2, Double(attempt - 1))
    return min(whole, longestDelay) * (0.5 + jitter / 2)
  }
}
