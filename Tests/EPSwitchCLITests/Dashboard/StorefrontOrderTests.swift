import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import NIOCore
import NIOPosix
import ProfileSettings
import Testing

@testable import EPSwitchCLI

/// The key that shows the storefront, without a screen and a browser.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `The storefront of the dashboard` {
  /// A dashboard of somebody who acts as the first account, in a profile.
  private func withDashboard(
    _ change: @escaping @Sendable (inout Profile, DashboardBench) -> Void,
    _ body:
      @MainActor (DashboardBench, HeadlessDashboard, DashboardStorefronts, Session) async throws ->
      Void
  ) async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("shop") { change(&$0, bench) }
      let service = try bench.terminal()
      let selector = try service.selector(profile: "shop")
      let id = try await bench.signIn(service, at: selector).id
      _ = try await service.switchAccount(
        to: AccountID(bench.sample.roster[0].id), in: id, at: selector, reason: "ticket 1",
        prompter: DashboardPrompter(form: nil) { _ in })
      let storefronts = DashboardStorefronts.withoutBrowser(try bench.terminal())
      let dashboard = try bench.dashboard(service, at: selector, storefronts: storefronts)
      try await body(bench, dashboard, storefronts, try service.session(id))
      dashboard.handler.stop()
      await storefronts.stop()
    }
  }

  @Test func `it is served until the dashboard is left, and once only`() async throws {
    try await withDashboard({ $0.storefront = $1.store.endpoint }) {
      bench, dashboard, storefronts, session in
      let account = try #require(session.selected)
      dashboard.perform(.openStorefront(account, in: session.id))
      let first = try await dashboard.firstStorefront()
      #expect(!first.isOpen)
      let port = try #require(URLComponents(string: first.address)?.port)
      #expect(await isListening(port))

      dashboard.forget()
      dashboard.perform(.openStorefront(account, in: session.id))
      #expect(try await dashboard.firstStorefront().address == first.address)
      let events = try bench.terminal().auditEvents(limit: 10).filter { $0.kind == .open }
      #expect(events.map(\.reason) == ["started"])

      dashboard.handler.stop()
      await storefronts.stop()
      #expect(await !isListening(port))
      let last = try #require(try bench.terminal().auditEvents(limit: 1).first)
      #expect(last.kind == .open && last.reason == "stopped")
    }
  }

  @Test func `without one in the profile the remedy is named, and works at once`() async throws {
    try await withDashboard({ _, _ in }) { bench, dashboard, _, session in
      let account = try #require(session.selected)
      dashboard.perform(.openStorefront(account, in: session.id))
      let failure = try await dashboard.firstFailure()
      #expect(failure.message.summary == "The profile shop names no storefront.")
      #expect(
        failure.message.recoverySuggestion?.contains("epswitch profile set shop storefront ")
          == true)

      try SettingsFile(directory: "\(bench.folder)/config").set(
        .storefront, to: bench.server.baseURL, on: "shop")
      dashboard.perform(.openStorefront(account, in: session.id))
      _ = try await dashboard.firstStorefront()
    }
  }

  @Test func `it is not opened as another account than the screen shows`() async throws {
    try await withDashboard({ $0.storefront = $1.store.endpoint }) {
      _, dashboard, _, session in
      let other = session.roster.accounts[1]
      dashboard.perform(.openStorefront(other.id, in: session.id))
      let failure = try await dashboard.firstFailure()
      #expect(failure.message.summary.contains("was changed in another terminal"))
      #expect(failure.message.unchanged == "Nothing was done.")
    }
  }
}

/// Whether somebody takes connections on a port of 127.0.0.1.
private func isListening(_ port: Int) async -> Bool {
  let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .connect(host: "127.0.0.1", port: port).get()
  try? await channel?.close()
  return channel != nil
}
