@testable import AccountCore
import AccountModel
import CommerceAPI
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

@Suite(.fewAtOnce) struct `A failed switch changes nothing` {
  /// A fault, and the kind of failure that a switch under it ends in.
  struct Case: CustomTestStringConvertible, Sendable {
    let fault: Fault
    let kind: AccountError.Kind
    var testDescription: String { "\(fault)" }
  }

  static let cases = [
    Case(fault: .status(401), kind: .signInNeeded),
    Case(fault: .status(403), kind: .signInNeeded),
    Case(fault: .status(404), kind: .signInNeeded),
    Case(fault: .status(400), kind: .signInNeeded),
    Case(fault: .status(422), kind: .signInNeeded),
    Case(fault: .status(429), kind: .network),
    Case(fault: .status(429, retryAfter: 1), kind: .network),
    Case(fault: .status(500), kind: .network),
    Case(fault: .status(503), kind: .network),
    Case(fault: .droppedConnection, kind: .network),
    Case(fault: .halfBody, kind: .network),
    Case(fault: .notJSON, kind: .network),
    Case(fault: .wrongShape, kind: .network),
    Case(fault: .redirect(to: "https://evil.example/steal"), kind: .network),
    Case(fault: .expiredAccountTokens, kind: .signInNeeded),
  ]

  @Test(arguments: cases)
  func `under every fault`(_ example: Case) async throws {
    let bench = try await TestBench(.large, accounts: 120)
    let session = try await bench.signIn(actingAs: 3)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.faults.turnOn(example.fault, for: .path("/v2/account-members"))

    let failure = try #require(
      await failure { try await service.switchAccount(to: bench.account(70)) })

    #expect(failure.kind == example.kind)
    #expect(failure.userMessage.unchanged != nil)
    #expect(failure.userMessage.recoverySuggestion != nil)
    #expect(try service.everything(of: session.id) == before)
  }

  @Test(arguments: [Fault.status(500), .droppedConnection, .halfBody, .status(429)])
  func `a transient fault is overcome`(_ fault: Fault) async throws {
    let bench = try await TestBench(.large, accounts: 5)
    try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(fault, for: .path("/v2/account-members"), times: 2)
    let after = try await bench.service().switchAccount(to: bench.account(1))
    #expect(after.selected?.id == bench.account(1))
  }

  @Test(arguments: [401, 403, 404, 422])
  func `a refusal is met with one other token and then counts`(status: Int) async throws {
    let bench = try await TestBench(.large, accounts: 5)
    try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(.status(status), for: .path("/v2/account-members"))
    bench.server.forgetRequests()
    let failure = await failure {
      try await bench.service().switchAccount(to: bench.account(1))
    }
    #expect(failure?.kind == .signInNeeded)
    let mints = bench.server.mints
    #expect(Set(mints.compactMap(\.accountToken)).count == 2)
    // 401 may be about the kept access token too, which is replaced once for each.
    #expect(mints.count == (status == 401 ? 4 : 2))
  }

  @Test func `the token of a lost account does not keep others from minting`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    try await bench.signIn(actingAs: 0)
    bench.server.removeAccount(bench.account(0).rawValue, fromMember: bench.member.id)
    bench.server.forgetRequests()
    let after = try await bench.service().switchAccount(to: bench.account(1))
    #expect(after.selected?.id == bench.account(1))
    #expect(bench.server.mints.count == 2)
    #expect(bench.server.mints[0].actor?.accountID == bench.account(0).rawValue)
    #expect(bench.server.mints[1].actor?.accountID != bench.account(0).rawValue)
  }

  @Test func `to an account that was taken from the member`() async throws {
    let bench = try await TestBench(.large, accounts: 120)
    let session = try await bench.signIn(actingAs: 3)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.removeAccount(bench.account(70).rawValue, fromMember: bench.member.id)

    let failure = try #require(
      await failure { try await service.switchAccount(to: bench.account(70)) })

    #expect(failure.kind == .noSuchAccount)
    #expect(failure.exitCode == 4)
    #expect(failure.userMessage.summary.contains("no longer one of the member's accounts"))
    #expect(failure.userMessage.summary.contains(bench.account(70).rawValue))
    #expect(try service.everything(of: session.id) == before)
  }

  @Test func `to an account whose fresh token has expired already`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    bench.server.setLifetime(-1, ofAccount: bench.account(2).rawValue)
    let service = try bench.service()
    let before = try service.everything(of: session.id)

    let failure = try #require(
      await failure { try await service.switchAccount(to: bench.account(2)) })

    #expect(failure.kind == .network)
    #expect(failure.userMessage.summary.contains("had already expired"))
    #expect(try service.everything(of: session.id) == before)
  }

  @Test func `when the store does not answer in time`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service(patience: HTTPTransport.Limits(connect: 1, attempt: 1))
    let before = try service.everything(of: session.id)
    bench.server.faults.turnOn(.delay(.seconds(300)), for: .path("/v2/account-members"))
    let failure = try #require(
      await failure { try await service.switchAccount(to: bench.account(1)) })
    #expect(failure.kind == .network)
    #expect(failure.userMessage.summary.contains("did not answer within 1 seconds"))
    #expect(failure.userMessage.summary.contains(bench.server.baseURL))
    #expect(try service.everything(of: session.id) == before)
  }

  @Test func `when the person cancels`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.faults.turnOn(.delay(.seconds(300)), for: .path("/v2/account-members"))
    bench.server.forgetRequests()
    let work = Task {
      await failure { try await service.switchAccount(to: bench.account(1)) }
    }
    try await waitUntil("the request arrived") { !bench.server.requests.isEmpty }
    work.cancel()
    #expect(await work.value?.kind == .cancelled)
    #expect(try service.everything(of: session.id) == before)
  }

  @Test func `when the store is gone`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    await bench.server.stop()
    let failure = try #require(
      await failure { try await service.switchAccount(to: bench.account(1)) })
    #expect(failure.kind == .network)
    #expect(failure.userMessage.summary.contains("cannot be reached"))
    #expect(try service.everything(of: session.id) == before)
  }
}
