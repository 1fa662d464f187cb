@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `What accounts are a part of` {
  private func directory(
    _ service: AccountService
  ) async throws -> AccountDirectory {
    let selector = try service.selector()
    return try await service.accountDirectory(
      of: try service.summary(at: selector).id, at: selector)
  }

  private func find(_ text: String, _ service: AccountService) async throws -> Account {
    let selector = try service.selector()
    return try await service.findAccount(
      matching: text, in: try service.summary(at: selector).id, at: selector)
  }

  @Test func `a hundred accounts are one request, and they are kept`() async throws {
    let bench = try await TestBench(.large, accounts: 250)
    let service = try bench.service()
    try await bench.signIn(service)
    bench.server.forgetRequests()
    let directory = try await directory(service)
    #expect(directory.isComplete)
    #expect(directory.records.count == 250)
    #expect(directory[bench.account(1)]?.parentID == bench.account(0))
    #expect(directory[bench.account(3)]?.parentID == nil)
    #expect(bench.server.requests.count == 3)
    #expect(bench.server.mints.isEmpty)
    _ = try await self.directory(service)
    #expect(bench.server.requests.count == 3)
  }

  @Test func `a store that does not tell is said to do so`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/account-members/"))
    let error = await failure { _ = try await directory(service) }
    #expect(error?.kind == .refused)
    #expect(error?.userMessage.summary.contains("(403)") == true)
  }

  @Test func `a reference finds its account, whatever its case`() async throws {
    let bench = try await TestBench()
    try await bench.signIn()
    let known = try await directory(try bench.service())
    let record = try #require(known[bench.account(4)])
    for reference in [record.externalReference, record.registrationID] {
      let reference = try #require(reference)
      // Each command knows nothing of those before.
      #expect(try await find(reference.lowercased(), try bench.service()).id == bench.account(4))
      let service = try bench.service()
      let acting = try await service.actingAccount(finding: reference)
      #expect(acting.account.id == bench.account(4))
      #expect(acting.scope == .command)
    }
  }

  @Test func `with client credentials a reference is asked for by itself`() async throws {
    let bench = try await TestBench()
    try await bench.signIn()
    let known = try await directory(try bench.service())
    let reference = try #require(known[bench.account(2)]?.externalReference)
    try bench.addProfile("desk") { $0.grantType = .clientCredentials }
    let service = try bench.service(
      StoreOptions(profile: "desk"),
      variables: ["EPSWITCH_CLIENT_SECRET": bench.server.store.clientSecret])
    try await bench.signIn(service)
    bench.server.forgetRequests()
    #expect(try await find(reference, service).id == bench.account(2))
    #expect(bench.server.requests.map(\.path) == ["/v2/accounts", "/v2/accounts"])
  }

  @Test func `what matches nothing says what was searched`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service)
    let unknown = await failure { _ = try await find("C-1", service) }
    #expect(unknown?.kind == .noSuchAccount)
    #expect(
      unknown?.userMessage.summary.contains(
        "The names, IDs, external references and registration IDs of 12 accounts were searched.")
        == true)
    bench.server.forgetRequests()
    let misspelt = await failure { _ = try await find("acmeindustrail", service) }
    #expect(
      misspelt?.userMessage.summary.contains("The names and IDs of 12 accounts were searched.")
        == true)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `references that cannot be asked for are said not to have been searched`()
    async throws
  {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/account-members/"))
    let error = await failure { _ = try await find("C-204711", service) }
    #expect(error?.kind == .noSuchAccount)
    #expect(error?.userMessage.summary.contains("References could not be searched") == true)
  }
}
