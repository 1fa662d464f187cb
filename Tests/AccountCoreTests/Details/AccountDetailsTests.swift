@testable import AccountCore
import AccountModel
import CommerceAPI
import CommerceSimulator
import Foundation
import ProfileSettings
import ProgramTesting
import Testing

@Suite(.fewAtOnce) struct `Details of an account` {
  private func details(
    _ service: AccountService, of index: Int, _ bench: TestBench
  ) async throws -> AccountDetails {
    let selector = try service.selector()
    let id = try service.summary(at: selector).id
    let told = await service.accountDetails(of: [bench.account(index)], in: id, at: selector)
    return try #require(told[bench.account(index)])
  }

  @Test func `a store tells what it knows, and nothing is changed by looking`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    let session = try await bench.signIn(service, actingAs: 0)
    let before = try service.everything(of: session.id)
    bench.server.forgetRequests()

    // Bolt & Nut Co is a part of Acme Industrial, which is a part of Acme Group.
    let details = try await details(service, of: 1, bench)

    #expect(details.gaps.isEmpty)
    let record = try #require(details.record.value)
    #expect(record.name == "Bolt & Nut Co")
    #expect(record.legalName == "Bolt & Nut Co")
    #expect(record.registrationID?.hasPrefix("REG-") == true)
    #expect(record.externalReference?.hasPrefix("C-2") == true)
    #expect(record.parentID == bench.account(0))
    #expect(details.ancestors.value?.map(\.name) == [nil, "Acme Industrial"])
    #expect(details.tags.value?.count == record.tagIDs.count)
    #expect(details.memberCount.value == 3)
    let orders = try #require(details.orders.value)
    #expect((2...6).contains(orders.count))
    #expect(orders.last?.title?.hasPrefix("PO-") == true)
    #expect(orders.last?.total?.formatted.hasPrefix("$") == true)
    #expect(orders.last?.date == bench.clock.now().addingTimeInterval(-86_400))
    #expect((1...3).contains(details.carts.value?.count ?? 0))
    #expect(bench.server.mints.isEmpty)
    #expect(bench.server.requests.allSatisfy { $0.method == "GET" })
    #expect(try service.everything(of: session.id) == before)
    #expect(try service.auditEvents(limit: 10).count == 1)
  }

  @Test func `what the store refuses is left out, and fails nothing else`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service, actingAs: 0)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/orders"))
    bench.server.faults.turnOn(.status(404), for: .path("/v2/account-tags"))
    bench.server.faults.turnOn(.status(500), for: .path("/v2/carts"))

    let details = try await details(service, of: 0, bench)

    #expect(details.record.value != nil)
    #expect(details.memberCount.value != nil)
    #expect(details.orders == .notPermitted)
    guard case .failed(let reason) = details.carts else {
      Issue.record("\(details.carts)")
      return
    }
    #expect(reason.contains("could not answer"))
    #expect(!details.isSettled)
  }

  @Test func `a store that tells nothing leaves nothing but the reason`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service, actingAs: 0)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/"))
    let details = try await details(service, of: 0, bench)
    #expect(details == AccountDetails(id: bench.account(0), .notPermitted))
  }

  @Test func `details are kept for minutes, until they are forgotten`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    let session = try await bench.signIn(service, actingAs: 0)
    let first = try await details(service, of: 0, bench)
    bench.server.forgetRequests()
    bench.clock.advance(by: 299)
    #expect(try await details(service, of: 0, bench) == first)
    #expect(bench.server.requests.isEmpty)
    bench.clock.advance(by: 2)
    _ = try await details(service, of: 0, bench)
    #expect(!bench.server.requests.isEmpty)
    bench.server.forgetRequests()
    service.forgetDetails(of: session.id)
    _ = try await details(service, of: 0, bench)
    #expect(!bench.server.requests.isEmpty)
  }

  @Test func `an expired token is not renewed by looking`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service, actingAs: 0)
    // Zenith Hospitals has a token for 20 minutes.
    bench.clock.advance(by: 1_201)
    bench.server.forgetRequests()
    let details = try await details(service, of: 3, bench)
    #expect(details == AccountDetails(id: bench.account(3), .tokenExpired))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `who looks away does not wait for the store`() async throws {
    let bench = try await TestBench()
    let service = try bench.service(patience: HTTPTransport.Limits(attempt: 600))
    let session = try await bench.signIn(service, actingAs: 0)
    let selector = try service.selector()
    // Longer than the test waits.
    bench.server.faults.turnOn(.delay(.seconds(600)), for: .path("/v2/accounts"))
    let id = bench.account(0)
    let looking = Task {
      for await _ in service.accountDetails(of: id, in: session.id, at: selector) {}
    }
    try await waitUntil("the store was asked") {
      bench.server.requests.contains { $0.path.hasPrefix("/v2/accounts") }
    }
    looking.cancel()
    let hasEnded = Locked(false)
    Task {
      await looking.value
      hasEnded.change { $0 = true }
    }
    try await waitUntil("looking ended") { hasEnded.value }
    bench.server.faults.turnOffAll()
    #expect(try await details(service, of: 0, bench).record.value != nil)
  }

  @Test func `with client credentials the whole store is seen, without any account token`()
    async throws
  {
    let bench = try await TestBench()
    try bench.addProfile("desk") { $0.grantType = .clientCredentials }
    let service = try bench.service(
      StoreOptions(profile: "desk"),
      variables: ["EPSWITCH_CLIENT_SECRET": bench.server.store.clientSecret])
    try await bench.signIn(service, actingAs: 0)
    bench.clock.advance(by: 90_000)
    bench.server.forgetRequests()
    let details = try await details(service, of: 1, bench)
    #expect(details.gaps.isEmpty)
    #expect(details.ancestors.value?.map(\.name) == ["Acme Group", "Acme Industrial"])
    #expect((2...6).contains(details.orders.value?.count ?? 0))
    #expect((1...3).contains(details.carts.value?.count ?? 0))
    #expect(bench.server.requests.allSatisfy { $0.actor?.accountID == nil })
  }

  @Test func `the text of a hostile store is clean`() async throws {
    let bench = try await TestBench(.hostile)
    let service = try bench.service()
    try await bench.signIn(service, actingAs: 0)
    let details = try await details(service, of: 0, bench)
    let name = try #require(details.record.value?.legalName)
    #expect(name == cleanText(name))
    #expect(!name.contains("\u{1B}"))
  }
}
