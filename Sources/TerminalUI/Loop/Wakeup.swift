import Dispatch
import Foundation

/// The one timer of the loop: fires once, at a moment of this machine's clock, on the main queue.
@MainActor final class Wakeup {
  /// The least time ahead that is asked for, in seconds: a screen that wants less would keep the
  /// processor busy.
  private static let shortest: TimeInterval = 0.01

  /// How much later the system may fire, to serve several timers with one wake-up.
  private static let leeway = DispatchTimeInterval.milliseconds(5)

  /// What happens at the moment.
  var action: @MainActor () -> Void = {}

  private let timer: any DispatchSourceTimer
  private var moment: Date?

  init() {
    timer = DispatchSource.makeTimerSource(queue: .main)
    timer.setEventHandler { [weak self] in
      MainActor.assumeIsolated { self?.fire() }
    }
    timer.schedule(wallDeadline: .distantFuture)
    timer.activate()
  }

  /// Fires at `moment` instead of any other; `nil` for never.
  func set(_ moment: Date?) {
    guard moment != self.moment else { return }
    self.moment = moment
    guard let moment else {
      timer.schedule(wallDeadline: .distantFuture)
      return
    }
    let wait = max(Self.shortest, moment.timeIntervalSinceNow)
    timer.schedule(wallDeadline: .now() + wait, leeway: Self.leeway)
  }

  func cancel() {
    moment = nil
    timer.cancel()
  }

  private func fire() {
    guard moment != nil else { return }
    moment = nil
    action()
  }
}
