import AccountModel
import AccountViewModel

/// The one job of the dashboard under way, if any.
@MainActor
final class DashboardWork {
  private var jobs: DashboardJobs
  private let suspend: () -> Void
  private var current: Task<Void, Never>?

  /// How many jobs were begun; tells the one under way from those before it.
  private var count = 0

  /// Takes addresses that are handed over to a sign-in that waits for one.
  private var addresses: AsyncStream<String>.Continuation?

  init(jobs: DashboardJobs, suspend: @escaping () -> Void) {
    self.jobs = jobs
    self.suspend = suspend
  }

  func perform(
    _ effect: DashboardEffect, send: @escaping @MainActor @Sendable (DashboardMessage) -> Void
  ) {
    switch effect {
    case .suspend: suspend()
    case .cancel: cancel()
    case .handOverAddress(let address): addresses?.yield(address.reveal())
    case .refreshRoster, .switchAccount, .signIn, .sendCode, .loadDetails, .openProfile:
      begin(effect, send: send)
    }
  }

  func cancel() { current?.cancel() }

  /// Begins a job when the one before it, which was told to end, has; of that nothing more is told.
  private func begin(
    _ effect: DashboardEffect, send: @escaping @MainActor @Sendable (DashboardMessage) -> Void
  ) {
    count += 1
    let number = count
    let before = current
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    addresses = continuation
    current = Task { [jobs] in
      await before?.value
      let outcome = await jobs.outcome(of: effect, addresses: lines) { message in
        Task { @MainActor in
          if number == self.count { send(message) }
        }
      }
      guard number == count else { return }
      if let opened = outcome.opened { self.jobs = self.jobs.at(opened) }
      send(outcome.message)
    }
  }
}
