import Synchronization

/// What one command may take of the network, however many requests it sends: the bound that holds
/// where each request stays within its own.
package final class Budget: Sendable {
  package struct Limits: Hashable, Sendable {
    /// Seconds from the first request to the last byte.
    package var seconds: Int
    /// Bytes of all bodies together.
    package var bytes: Int
    /// Requests, repeated ones included.
    package var requests: Int

    package init(seconds: Int, bytes: Int, requests: Int) {
      self.seconds = seconds
      self.bytes = bytes
      self.requests = requests
    }

    /// For one use case: the largest roster takes 2,000 requests.
    package static let command = Limits(seconds: 600, bytes: 512 << 20, requests: 10_000)

    /// For all pages of a list that are passed on as they come.
    package static let list = Limits(seconds: 3_600, bytes: 64 << 30, requests: 100_000)

    /// For all pages of a list that are kept until the last one is there.
    package static let keptList = Limits(seconds: 3_600, bytes: 256 << 20, requests: 100_000)
  }

  /// Which limit was reached.
  package enum Overrun: Hashable, Sendable {
    case seconds(Int)
    case bytes(Int)
    case requests(Int)
  }

  private let limits: Limits
  private let spent = Mutex<Spent>(Spent())

  private struct Spent {
    var start: ContinuousClock.Instant?
    var bytes = 0
    var requests = 0
  }

  package init(_ limits: Limits = .command) { self.limits = limits }

  /// Seconds until the command has to end; 0 when it should have.
  var secondsLeft: Double {
    spent.withLock { max(0, secondsLeft($0, at: .now)) }
  }

  private func secondsLeft(_ spent: borrowing Spent, at now: ContinuousClock.Instant) -> Double {
    Double(limits.seconds) - (spent.start.map { (now - $0) / .seconds(1) } ?? 0)
  }

  /// Counts a request that is about to be sent.
  ///
  /// - Returns: seconds that the request may take at most, more than 0.
  func beginRequest() throws(APIError) -> Double {
    let now = ContinuousClock.now
    return try spent.withLock { spent throws(APIError) in
      spent.start = spent.start ?? now
      let left = secondsLeft(spent, at: now)
      guard left > 0 else { throw .overBudget(.seconds(limits.seconds)) }
      guard spent.requests < limits.requests else {
        throw .overBudget(.requests(limits.requests))
      }
      spent.requests += 1
      return left
    }
  }

  /// Counts bytes of a body as they come.
  func receive(_ count: Int) throws(APIError) {
    try spent.withLock { spent throws(APIError) in
      guard count <= limits.bytes - spent.bytes else { throw .overBudget(.bytes(limits.bytes)) }
      spent.bytes += count
    }
  }

  /// The error of a request that took all the time that was left.
  var timeIsUp: APIError { .overBudget(.seconds(limits.seconds)) }
}
