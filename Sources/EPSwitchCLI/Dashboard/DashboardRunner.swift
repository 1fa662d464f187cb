import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import Foundation
import ProfileSettings
import TerminalUI

/// Opens the dashboard on the terminal and joins it to the core.
@MainActor
struct DashboardRunner {
  private let access: StoreAccess
  /// What the store is called.
  private let label: String
  private let isProduction: Bool

  init(access: StoreAccess, label: String, isProduction: Bool = false) {
    self.access = access
    self.label = label
    self.isProduction = isProduction
  }

  init(_ context: CommandContext, target: Target) throws {
    self.init(
      access: try context.access(to: target, tracing: false), label: target.label,
      isProduction: target.profile?.isProduction ?? false)
  }

  /// A roster older than this many seconds is loaded anew when the dashboard opens.
  private static let staleAfter: TimeInterval = 600

  /// Shows the dashboard until the person leaves it.
  ///
  /// - Throws: ``AccountCore/Failure`` and `TerminalError`.
  func dashboard() async throws {
    _ = try await show(.dashboard)
  }

  /// Lets the person choose an account, and switches to it.
  ///
  /// - Parameter query: what the filter begins with.
  /// - Throws: ``AccountCore/Failure/cancelled`` when the person leaves without a choice.
  func pick(query: String) async throws {
    guard case .picked = try await show(.picker(query: query)) else { throw Failure.cancelled }
    let summary = try access.summary()
    Console().note(ActingLine(try summary.requireAccount(), in: summary, now: .now).sentence)
  }

  private func show(_ purpose: Dashboard.Purpose) async throws -> Dashboard.Outcome? {
    let terminal = try Terminal()
    let session = try savedSession()
    if session == nil, purpose != .dashboard { throw Failure.notSignedIn(access.place) }
    let screen = Dashboard(
      session: session, purpose: purpose, label: label, isProduction: isProduction,
      signIn: .password(), now: .now, size: terminal.report.size)
    let work = DashboardWork(jobs: DashboardJobs(access: access), suspend: terminal.suspend)
    defer { work.cancel() }
    let first = session.map(isStale) == true ? [DashboardEffect.refreshRoster] : []
    return try await terminal.run(screen, starting: first, perform: work.perform).outcome
  }

  private func savedSession() throws -> Session? {
    do throws(Failure) {
      return try access.session()
    } catch .notSignedIn {
      return nil
    }
  }

  /// Whether loading anew is due, and possible without signing in.
  private func isStale(_ session: Session) -> Bool {
    let serverNow = session.clock.now(local: .now)
    let lives = session.roster.accounts.contains { $0.expiry?.hasPassed(at: serverNow) == false }
    return lives && serverNow.timeIntervalSince(session.roster.fetchedAt) > Self.staleAfter
  }
}

/// The one job under way, if any.
@MainActor
private final class DashboardWork {
  private let jobs: DashboardJobs
  private let suspend: () -> Void
  private var current: Task<Void, Never>?

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
    case .refreshRoster, .switchAccount, .signIn, .loadDetails:
      let jobs = jobs
      current = Task {
        let message = await jobs.outcome(of: effect) { loaded, total in
          Task { @MainActor in send(.rosterProgressed(loaded: loaded, total: total)) }
        }
        if let message { send(message) }
      }
    }
  }

  func cancel() { current?.cancel() }
}
