import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation
import Testing

@Suite struct `Signing in with a password` {
  @Test func `it keeps the roster, the member and how they came in`() async throws {
    let bench = try await TestBench(.showcase)
    let session = try await bench.signIn()
    #expect(session.member == AccountMember(id: bench.member.id, username: bench.member.username))
    #expect(session.mechanism == .password)
    #expect(session.roster.count == bench.server.store.roster.count)
    #expect(session.selected == nil)
    #expect(try bench.access.session() == session)
  }

  @Test func `the only account is selected`() async throws {
    let bench = try await TestBench(.single)
    let session = try await bench.signIn()
    #expect(session.selected == session.roster.accounts[0].id)
  }

  @Test func `a member of no account is signed in`() async throws {
    let bench = try await TestBench(.empty)
    let session = try await bench.signIn()
    #expect(session.roster.isEmpty)
    #expect(try bench.vault.session(at: bench.access.store) != nil)
  }

  @Test func `a wrong password is refused and keeps the earlier session`() async throws {
    let bench = try await TestBench(.showcase)
    _ = try await bench.signIn(actingAs: 1)
    let before = try bench.everything()
    let member = bench.member
    let failure = await failure {
      _ = try await bench.access.signIn(
        .password(
          profileID: member.passwordProfileID, username: member.username,
          password: Secret("wrong")),
        mechanism: .password, username: member.username)
    }
    guard case .signInRefused(status: 400, let reason) = failure else {
      Issue.record("ended in \(String(describing: failure))")
      return
    }
    #expect(reason?.contains("authentication failed") == true)
    #expect(try bench.everything() == before)
  }

  @Test func `the store's only password profile is used`() async throws {
    let bench = try await TestBench(.showcase)
    #expect(
      try await bench.access.passwordProfileID(given: nil) == bench.member.passwordProfileID)
  }

  @Test func `of several profiles none is guessed, and no password is sent`() async throws {
    let bench = try await TestBench(.showcase, impersonation: true)
    let failure = await failure { _ = try await bench.access.passwordProfileID(given: nil) }
    guard case .passwordProfileNeeded(let profiles) = failure else {
      Issue.record("ended in \(String(describing: failure))")
      return
    }
    #expect(profiles.count == 2)
  }

  @Test func `a store that hides its settings is no obstacle when the profile is given`()
    async throws
  {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/settings"))
    #expect(try await bench.access.passwordProfileID(given: "p-1") == "p-1")
    let failure = await failure { _ = try await bench.access.passwordProfileID(given: nil) }
    #expect(failure?.kind == "passwordProfileUnknown")
  }

  @Test func `signing in again keeps whom one acts as`() async throws {
    let bench = try await TestBench(.showcase)
    let before = try await bench.signIn(actingAs: 2)
    #expect(try await bench.signIn().selected == before.selected)
  }
}
