import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import Testing

import ProfileSettings

@testable import EPSwitchCLI

@Suite(.timeLimit(.minutes(10)))
struct `The demo` {
  private let folder = RuntimeFolder()

  /// A folder for sockets and the like, apart for each test: a process has one demo.
  private final class RuntimeFolder {
    let path = "/tmp/epswitch-demo-test-\(UUID().uuidString)"
    var variables: AccountVariables { AccountVariables(["XDG_RUNTIME_DIR": path]) }

    init() { mkdir(path, 0o700) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test func `somebody signed in half an hour ago`() async throws {
    let demo = try await Demo(
      SimulatedStore(scenario: .showcase), variables: folder.variables)
    let session = try #require(try demo.service.currentSession(at: demo.selector))
    let now = session.clock.now(local: Date())
    #expect(abs(now.timeIntervalSince(session.roster.fetchedAt) - 30 * 60) < 60)
    #expect(session.roster.accounts.contains { $0.expiry?.hasPassed(at: now) == true })
    #expect(session.roster.accounts.contains { $0.expiry?.hasPassed(at: now) == false })
    await demo.server.stop()
  }

  @Test func `its settings are its own, and nothing of the environment counts`() async throws {
    let demo = try await Demo(SimulatedStore(scenario: .single), variables: folder.variables)
    let settings = try #require(demo.service.settingsFile)
    #expect(settings.path.hasPrefix(folder.path))
    #expect(demo.service.variables.all == [AccountVariables.vaultKey: "file"])
    #expect(demo.shownStore.profile == "staging")
    await demo.server.stop()
  }

  @MainActor
  @Test func `it tells the presenter the one-time password`() async throws {
    let demo = try await Demo(
      SimulatedStore(scenario: .showcase), variables: folder.variables)
    let opened = OpenedSession(
      selector: demo.selector, session: try demo.service.currentSession(at: demo.selector))
    let dashboard = HeadlessDashboard(
      DashboardEffectHandler(
        demo.service, opened, storefronts: demo.storefronts,
        oneTimePasswordHint: demo.oneTimePasswordHint, suspend: {}))
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
