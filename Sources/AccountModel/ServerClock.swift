package import Foundation

/// The store's time, learnt from the `Date` header of its answers.
///
/// Tokens expire by the store's clock, so a countdown by a wrong local clock would lie.
package struct ServerClock: Hashable, Sendable {
  /// Seconds the store is ahead of this machine; negative when it is behind. At most a century.
  package let offset: TimeInterval

  /// - Parameter offset: more than a century, or no number, counts as none: no store is that far off.
  package init(offset: TimeInterval = 0) {
    self.offset = abs(offset) <= Self.largestOffset ? offset : 0
  }

  /// A century, in seconds.
  package static let largestOffset: TimeInterval = 3_155_760_000

  /// Learns the offset from one answer.
  ///
  /// - Parameters:
  ///   - header: the time the store wrote, precise to a second.
  ///   - sent: when the request left, by this machine's clock.
  ///   - received: when the answer came, by this machine's clock.
  package init(header: Date, sent: Date, received: Date) {
    let middle = sent.addingTimeInterval(received.timeIntervalSince(sent) / 2)
    let difference = header.timeIntervalSince(middle)
    // The header is cut to whole seconds and the journey takes time: within that, clocks agree.
    let tolerance = 1 + received.timeIntervalSince(sent) / 2
    self.init(offset: abs(difference) <= tolerance ? 0 : difference.rounded())
  }

  /// The store's time at a moment of this machine's clock.
  package func now(local: Date) -> Date { local.addingTimeInterval(offset) }

  /// Whether this machine's clock is off by so much that a person should be told.
  package var isSkewed: Bool { abs(offset) >= Self.noticeableOffset }

  /// Seconds of difference worth telling about.
  package static let noticeableOffset: TimeInterval = 60
}
