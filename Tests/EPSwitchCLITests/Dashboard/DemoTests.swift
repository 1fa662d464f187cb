import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import Testing

@testable import EPSwitchCLI

@Suite(.timeLimit(.minutes(1)))
struct `The demo` {
  @Test func `somebody signed in half an hour ago`() async throws {
    let demo = try await Demo(SimulatedStore(scenario: .showcase))
    let session = try #require(try demo.service.defaultSession(at: demo.selector))
    let now = session.clock.now(local: Date())
    #expect(abs(now.timeIntervalSince(session.roster.fetchedAt) - 30 * 60) < 60)
    #expect(session.roster.accounts.contains { $0.expiry?.hasPassed(at: now) == true })
    #expect(session.roster.accounts.contains { $0.expiry?.hasPassed(at: now) == false })
    await demo.server.stop()
  }

  @Test func `it has no settings and no variables`() async throws {
    let demo = try await Demo(SimulatedStore(scenario: .single))
    #expect(demo.service.settingsFile == nil)
    #expect(demo.service.variables.all.isEmpty)
    #expect(demo.shownStore.profile == nil)
    await demo.server.stop()
  }

  @MainActor
  @Test func `it tells the presenter the one-time password`() async throws {
    let demo = try await Demo(SimulatedStore(scenario: .showcase))
    let opened = OpenedSession(
      selector: demo.selector, session: try demo.service.defaultSession(at: demo.selector))
    let dashboard = HeadlessDashboard(
      DashboardEffectHandler(
        demo.service, opened, oneTimePasswordHint: demo.oneTimePasswordHint, suspend: {}))
    defer { dashboard.handler.stop() }
    let username = demo.server.store.member.username

    dashboard.perform(.signIn(SignInAnswers(.passwordless, [.username: Secret(username)])))
    let hint = try await dashboard.first {
      if case .oneTimePasswordSent(_, let hint?) = $0 { hint } else { nil }
    }

    let code = try #require(demo.server.oneTimeCodes.last?.code)
    #expect(hint == "Demo: the code is \(code)")
    await demo.server.stop()
  }
}
