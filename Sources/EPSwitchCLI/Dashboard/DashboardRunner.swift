import AccountCore
import AccountModel
import AccountViewModel
import Foundation
import TerminalUI

/// Opens the dashboard on the terminal and joins it to the core.
@MainActor
struct DashboardRunner {
  private let store: OpenStore
  /// `nil` in a demo, which knows no settings.
  private let context: CommandContext?

  /// Shows a store that the person's settings have nothing to do with.
  init(demo store: OpenStore) {
    self.store = store
    context = nil
  }

  init(_ context: CommandContext, target: Target) throws {
    store = try OpenStore(target, in: context)
    self.context = context
  }

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
    let summary = try store.access.summary()
    let console = Console()
    console.note(ActingLine(try summary.requireAccount(), in: summary, now: .now).sentence)
    if let named = context?.environment.account {
      console.note(
        "This terminal keeps acting as EPSWITCH_ACCOUNT says: \(cleanText(named, limit: 80)).")
    }
  }

  private func show(_ purpose: Dashboard.Purpose) async throws -> Dashboard.Outcome? {
    let terminal = try Terminal()
    let session = try store.session()
    if session == nil, purpose != .dashboard { throw Failure.notSignedIn(store.access.place) }
    var screen = Dashboard(
      session: session, purpose: purpose, store: store.shown,
      profiles: try context?.profileOffer() ?? .unavailable("The demo knows no profiles."),
      terminalChoice: context?.environment.account, now: .now, size: terminal.report.size)
    let first = store.isStale(session) ? screen.startRefresh() : []
    let work = DashboardWork(
      jobs: DashboardJobs(store: store, context: context), suspend: terminal.suspend)
    defer { work.cancel() }
    return try await terminal.run(screen, starting: first, perform: work.perform).outcome
  }
}
