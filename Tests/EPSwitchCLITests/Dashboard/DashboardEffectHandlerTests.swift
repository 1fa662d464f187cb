import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import ProfileSettings
import Testing

@testable import EPSwitchCLI

@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `Orders of the dashboard` {
  @Test func `a switch ends with the session it made`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      let target = session.roster.accounts[2].id

      dashboard.perform(.switchAccount(target, in: session.id))

      #expect(try await dashboard.firstSwitch().selected == target)
      #expect(try service.session(session.id).selected == target)
      #expect(dashboard.handler.opened.session?.selected == target)
    }
  }

  @Test func `production asks for the reason below the list, and records it`() async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("live") { $0.isProduction = true }
      let service = try bench.terminal()
      let selector = try service.selector(profile: "live")
      let session = try await bench.signIn(service, at: selector)
      let dashboard = try bench.dashboard(service, at: selector)
      defer { dashboard.handler.stop() }
      let target = session.roster.accounts[1]

      dashboard.perform(.switchAccount(target.id, in: session.id))
      guard case .reason(let prompt) = try await dashboard.firstPrompt() else {
        Issue.record("no reason was asked for")
        return
      }
      #expect(prompt.profile == "live")
      #expect(prompt.account.id == target.id)
      dashboard.perform(.answer(.reason("ticket 4711")))

      _ = try await dashboard.firstSwitch()
      #expect(try service.auditEvents(limit: 1).first?.reason == "ticket 4711")
    }
  }

  @Test func `a reason of the command line is not asked for again`() async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("live") { $0.isProduction = true }
      let service = try bench.terminal()
      let selector = try service.selector(profile: "live")
      let session = try await bench.signIn(service, at: selector)
      let picker = try bench.dashboard(service, at: selector, reason: "ticket 9")
      defer { picker.handler.stop() }

      picker.perform(.switchAccount(session.roster.accounts[1].id, in: session.id))

      _ = try await picker.firstSwitch()
      #expect(try service.auditEvents(limit: 1).first?.reason == "ticket 9")
    }
  }

  @Test func `cancelling the prompt changes nothing`() async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("live") { $0.isProduction = true }
      let service = try bench.terminal()
      let selector = try service.selector(profile: "live")
      let session = try await bench.signIn(service, at: selector)
      let dashboard = try bench.dashboard(service, at: selector)
      defer { dashboard.handler.stop() }

      dashboard.perform(.switchAccount(session.roster.accounts[1].id, in: session.id))
      _ = try await dashboard.firstPrompt()
      dashboard.perform(.cancel)

      #expect(try await dashboard.first { $0 == .cancelled ? true : nil })
      #expect(try service.session(session.id) == session)
    }
  }

  @Test func `an order that takes the place of another is the only one to end`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      bench.server.faults.turnOn(.delay(.seconds(2)), times: 1)
      let target = session.roster.accounts[3].id

      dashboard.perform(
        .refreshRoster(session.id), .cancel, .switchAccount(target, in: session.id))

      #expect(try await dashboard.firstSwitch().selected == target)
      #expect(dashboard.messages.count == 1, "\(dashboard.messages)")
    }
  }

  @Test func `what has expired asks for a sign-in, another failure does not`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      let target = session.roster.accounts[1].id

      bench.server.faults.turnOn(
        .error(401, details: ["no"]), for: .init(pathPrefix: "/v2/account-members/tokens"))
      dashboard.perform(.switchAccount(target, in: session.id))
      #expect(try await dashboard.firstFailure().signInNeeded)

      dashboard.forget()
      bench.server.faults.turnOffAll()
      dashboard.perform(.switchAccount(AccountID("nobody"), in: session.id))
      #expect(try await !dashboard.firstFailure().signInNeeded)
    }
  }

  @Test func `a refresh of an incomplete roster leaves it to the screen to say so`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      bench.server.faults.turnOn(.overstatedTotal(by: 3))

      dashboard.perform(.refreshRoster(session.id))

      let (newer, warning) = try await dashboard.first {
        if case .rosterRefreshed(let session, let warning) = $0 { (session, warning) } else { nil }
      }
      #expect(newer.roster.shortfall?.expected == newer.roster.count + 3)
      #expect(warning == nil)
    }
  }

  @Test func `details are the claims at once, and then what the store tells`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      let id = session.roster.accounts[0].id

      dashboard.perform(.loadDetails(id, in: session.id, afterRest: true))

      let first = try await dashboard.first {
        if case .detailsLoaded(let details) = $0 { details } else { nil }
      }
      #expect(first.claims.contains { $0.name == "scope" && $0.value == id.rawValue })
      #expect(first.store == AccountDetails(id: id, .loading))
      let whole = try await dashboard.first { message -> ShownDetails? in
        guard case .detailsLoaded(let details) = message else { return nil }
        return details.store.gaps.isEmpty ? details : nil
      }
      #expect(whole.id == id)
      #expect(whole.session == session.id)
    }
  }

  @Test func `only the account that is looked at last is asked about`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      let accounts = session.roster.accounts.map(\.id)
      bench.server.forgetRequests()

      for id in accounts { dashboard.perform(.loadDetails(id, in: session.id, afterRest: true)) }

      let last = try #require(accounts.last)
      _ = try await dashboard.first { message -> AccountID? in
        guard case .detailsLoaded(let details) = message else { return nil }
        return details.store.gaps.isEmpty ? details.id : nil
      }
      let asked = Set(bench.server.requests.compactMap { $0.actor?.accountID })
      #expect(asked == [last.rawValue])
    }
  }

  @Test func `the tree is loaded as an order that can be cancelled`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }

      dashboard.perform(.loadDirectory(session.id))

      let directory = try await dashboard.first {
        if case .directoryLoaded(let directory, of: session.id) = $0 { directory } else { nil }
      }
      #expect(directory.isComplete)
      #expect(directory.hasParents)
    }
  }
}

@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `Signing in on the dashboard` {
  @Test func `the form answers for the password`() async throws {
    try await DashboardBench.with { bench in
      let dashboard = try bench.dashboard(try bench.terminal())
      defer { dashboard.handler.stop() }
      let member = bench.sample.member

      dashboard.perform(
        .signIn(
          SignInAnswers(
            .password,
            [.username: Secret(member.username), .password: Secret(member.password)])))

      let session = try await dashboard.first {
        if case .signedIn(let session) = $0 { session } else { nil }
      }
      #expect(session.member.username == member.username)
      #expect(dashboard.handler.opened.session == session)
    }
  }

  @Test func `a one-time password is sent, refused, sent again and accepted`() async throws {
    try await DashboardBench.with { bench in
      let dashboard = try bench.dashboard(try bench.terminal())
      defer { dashboard.handler.stop() }
      let username = bench.sample.member.username

      dashboard.perform(.signIn(SignInAnswers(.passwordless, [.username: Secret(username)])))
      #expect(
        try await dashboard.firstPrompt()
          == .oneTimePassword(OneTimePasswordPrompt(username: username)))
      #expect(
        dashboard.messages.contains(.oneTimePasswordSent(username: username, hint: nil)))

      dashboard.forget()
      dashboard.perform(.answer(.oneTimePassword(.code(Secret("wrong")))))
      guard case .oneTimePassword(let again) = try await dashboard.firstPrompt() else {
        Issue.record("the code was not asked for again")
        return
      }
      #expect(again.refusal != nil)

      dashboard.forget()
      dashboard.perform(.answer(.oneTimePassword(.sendAgain)))
      _ = try await dashboard.firstPrompt()
      let code = try #require(bench.server.oneTimeCodes.last?.code)
      dashboard.perform(.answer(.oneTimePassword(.code(Secret(code)))))
      _ = try await dashboard.first { if case .signedIn = $0 { true } else { nil } }
    }
  }

  @Test func `of several password profiles one is chosen on the screen`() async throws {
    let sample = SimulatedStore(scenario: .showcase, impersonation: true)
    try await DashboardBench.with(sample) { bench in
      let dashboard = try bench.dashboard(try bench.terminal())
      defer { dashboard.handler.stop() }
      let member = bench.sample.member

      dashboard.perform(
        .signIn(
          SignInAnswers(
            .password,
            [.username: Secret(member.username), .password: Secret(member.password)])))
      guard case .profile(.password, let profiles) = try await dashboard.firstPrompt() else {
        Issue.record("no profile was asked for")
        return
      }
      #expect(profiles.count == 2)
      dashboard.perform(.answer(.profile(id: member.passwordProfileID)))

      _ = try await dashboard.first { if case .signedIn = $0 { true } else { nil } }
    }
  }

  @Test func `a profile without its client secret opens, and a sign-in asks for the secret`()
    async throws
  {
    try await DashboardBench.with { bench in
      try bench.addProfile("first")
      try bench.addProfile("secret") { $0.grantType = .clientCredentials }
      let service = try bench.terminal()
      let dashboard = try bench.dashboard(service, at: service.selector(profile: "first"))
      defer { dashboard.handler.stop() }
      let member = bench.sample.member

      dashboard.perform(.openProfile("secret"))
      _ = try await dashboard.first { if case .profileOpened = $0 { true } else { nil } }
      dashboard.perform(
        .signIn(
          SignInAnswers(
            .password,
            [.username: Secret(member.username), .password: Secret(member.password)])))
      #expect(try await dashboard.firstPrompt() == .secret(.clientSecret))
      dashboard.perform(.answer(.secret(Secret(bench.sample.clientSecret))))

      let session = try await dashboard.first {
        if case .signedIn(let session) = $0 { session } else { nil }
      }
      #expect(session.id.grantType == .clientCredentials)
    }
  }
}

@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `Profiles opened on the dashboard` {
  private func opened(
    _ name: String, variables: [String: String] = [:]
  ) async throws -> (note: String?, selector: SessionSelector, inUse: String?) {
    try await DashboardBench.with { bench in
      try bench.addProfile("one")
      try bench.addProfile("two") { $0.mechanism = .password }
      let service = try bench.terminal(variables)
      let dashboard = try bench.dashboard(service, at: service.selector(profile: "one"))
      defer { dashboard.handler.stop() }
      dashboard.perform(.openProfile(name))
      let note = try await dashboard.first {
        if case .profileOpened(let store, nil, isStale: false, let note) = $0 {
          (store.profile == name ? note : "another store was opened", true)
        } else {
          nil
        }
      }
      return (note.0, dashboard.handler.opened.selector, try service.settings().nameInUse)
    }
  }

  @Test func `the opened profile is the one the next command uses`() async throws {
    let (note, selector, inUse) = try await opened("two")
    #expect(note == nil)
    #expect(selector.profile?.name == "two")
    #expect(inUse == "two")
  }

  @Test func `what keeps this terminal elsewhere is said`() async throws {
    #expect(
      try await opened("two", variables: ["EPSWITCH_PROFILE": "one"]).note
        == "Commands in this terminal keep using one, as EPSWITCH_PROFILE says.")
    #expect(
      try await opened("two", variables: ["EPSWITCH_CLIENT_ID": "other"]).note
        == "Commands in this terminal keep using another store, as EPSWITCH_CLIENT_ID says.")
  }

  @Test func `a profile that cannot be opened changes nothing`() async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("one")
      try bench.addProfile("incomplete") { $0.clientID = nil }
      let service = try bench.terminal()
      let dashboard = try bench.dashboard(service, at: service.selector(profile: "one"))
      defer { dashboard.handler.stop() }
      let before = try service.settings().nameInUse

      dashboard.perform(.openProfile("incomplete"))

      #expect(try await dashboard.firstFailure().message.summary.contains("incomplete"))
      #expect(try service.settings().nameInUse == before)
      #expect(dashboard.handler.opened.selector.profile?.name == "one")
    }
  }

  @Test func `a desk impersonates a member, and nothing is left at the store`() async throws {
    var sample = SimulatedStore(scenario: .desk)
    sample.allowsOneInfoPerProfile = false
    try await DashboardBench.with(sample) { bench in
      try bench.addProfile("desk") {
        $0.grantType = .clientCredentials
        $0.impersonationProfile = "Impersonation"
      }
      let service = try bench.terminal(["EPSWITCH_CLIENT_SECRET": sample.clientSecret])
      let dashboard = try bench.dashboard(service, at: try service.selector(profile: "desk"))
      defer { dashboard.handler.stop() }

      dashboard.perform(.impersonate(member: "buyer@acme.example"))
      guard case .impersonationReason(let summary) = try await dashboard.firstPrompt() else {
        Issue.record("no reason was asked for")
        return
      }
      #expect(summary.member.email == "buyer@acme.example")
      dashboard.perform(.answer(.reason("ticket 4711")))

      let session = try await dashboard.first {
        if case .signedIn(let session) = $0 { session } else { nil }
      }
      #expect(session.summary.impersonationMark != nil)
      #expect(bench.server.members.map(\.credentials) == sample.members.map(\.credentials))
      #expect(try service.auditEvents(limit: 9).contains { $0.reason == "ticket 4711" })
    }
  }

  @Test func `a filter over many accounts is made ready beside the screen`() async throws {
    try await DashboardBench.with { bench in
      let service = try bench.terminal()
      let session = try await bench.signIn(service)
      let dashboard = try bench.dashboard(service)
      defer { dashboard.handler.stop() }
      let accounts = session.roster.accounts
      dashboard.perform(.prepareFilter(accounts))
      let prepared = try await dashboard.first {
        if case .filterPrepared(let prepared) = $0 { prepared } else { nil }
      }
      #expect(prepared == PreparedFilter(for: accounts))
    }
  }
}
