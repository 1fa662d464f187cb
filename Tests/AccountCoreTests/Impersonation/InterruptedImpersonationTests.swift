@testable import AccountCore
import AccountModel
import AccountVault
import CommerceSimulator
import Foundation
import ProfileSettings
import ProgramTesting
import Testing

/// Impersonations that fail half-way: nothing that epswitch made stays at the store, and nothing that
/// it did not make goes.
@Suite(.fewAtOnce) struct `Interrupted impersonations` {
  private let infos = "user-authentication-password-profile-info"

  private func scope(_ desk: Desk, _ method: String, _ member: Member? = nil) -> FaultScope {
    let realm = desk.server.store.realmID
    let member = (member ?? desk.ada).id
    return FaultScope(
      pathPrefix: "/v2/authentication-realms/\(realm)/user-authentication-info/\(member)/\(infos)",
      method: method)
  }

  @Test(arguments: [Fault.status(500), .droppedConnection, .halfBody, .notJSON, .wrongShape])
  func `no answer to making the user name leaves nothing`(_ fault: Fault) async throws {
    let desk = try await Desk()
    desk.server.faults.turnOn(fault, for: scope(desk, "POST"))
    let error = await failure { try await desk.impersonate() }
    #expect(error?.kind == .network)
    #expect(desk.credentialRequests.count { $0.method == "POST" } == 1)
    #expect(desk.server.members.map(\.credentials) == desk.server.store.members.map(\.credentials))
    let event = try #require(desk.service().auditEvents(limit: 1).first)
    #expect(event.kind == .impersonate)
    #expect(event.result == .failed)
  }

  @Test(arguments: [Fault.status(500), .status(400), .halfBody, .droppedConnection])
  func `a sign-in that fails leaves nothing`(_ fault: Fault) async throws {
    let desk = try await Desk()
    desk.server.faults.turnOn(fault, for: .mechanism("password"))
    #expect(await failure { try await desk.impersonate() } != nil)
    try desk.expectNothingLeft()
    #expect(try desk.service().vault.summaries().isEmpty)
  }

  @Test func `a user name that the store knows a moment later is tried again`() async throws {
    let desk = try await Desk()
    desk.server.faults.turnOn(.status(400), for: .mechanism("password"), times: 2)
    try await desk.impersonate()
    try desk.expectNothingLeft()
  }

  @Test func `what cannot be deleted is said, and deleted by the next run`() async throws {
    let desk = try await Desk()
    let fault = desk.server.faults.turnOn(.status(503), for: scope(desk, "DELETE"))
    let outcome = try await desk.impersonate()
    #expect(outcome.warnings.contains { $0.text.contains("epswitch doctor") })
    #expect(outcome.session.member.id == desk.ada.id)
    #expect(desk.server.members[0].credentials.count == 3)
    desk.server.faults.turnOff(fault)
    try await desk.impersonate("support@store.example")
    try desk.expectNothingLeft()
  }

  @Test func `doctor deletes what is left, and says so`() async throws {
    let desk = try await Desk()
    let fault = desk.server.faults.turnOn(.status(503), for: scope(desk, "DELETE"))
    try await desk.impersonate()
    var configuration = desk.bench.configuration(
      StoreOptions(profile: "desk"),
      variables: ["EPSWITCH_CLIENT_SECRET": desk.server.store.clientSecret])
    var findings = await Diagnostics(configuration).run { _ in }
    #expect(findings.contains { $0.check == .desk && $0.verdict == .warn })
    desk.server.faults.turnOff(fault)
    // Another profile, or none, cleans up as well.
    configuration.options = StoreOptions()
    findings = await Diagnostics(configuration).run { _ in }
    #expect(findings.contains { $0.check == .desk && $0.summary.hasPrefix("Deleted a user name") })
    try desk.expectNothingLeft()
  }

  @Test func `logout deletes what is left`() async throws {
    let desk = try await Desk()
    let fault = desk.server.faults.turnOn(.status(503), for: scope(desk, "DELETE"))
    try await desk.impersonate()
    desk.server.faults.turnOff(fault)
    let failures = await (try desk.service()).cleanUpImpersonations()
    #expect(failures.isEmpty)
    try desk.expectNothingLeft()
  }

  @Test func `what cannot be deleted survives signing out`() async throws {
    let desk = try await Desk()
    let fault = desk.server.faults.turnOn(.status(503), for: scope(desk, "DELETE"))
    let session = try await desk.impersonate().session
    let service = try desk.service()
    #expect(await service.cleanUpImpersonations().count == 1)
    try service.signOut(session.summary, reason: nil)
    try service.signOutEverybody(reason: nil)
    #expect(try service.vault.temporaryCredentials().count == 1)
    desk.server.faults.turnOff(fault)
    #expect(await service.cleanUpImpersonations().isEmpty)
    try desk.expectNothingLeft()
  }

  @Test func `a cancelled impersonation deletes its user name first`() async throws {
    let desk = try await Desk()
    desk.server.faults.turnOn(.held, for: .mechanism("password"), times: 1)
    let work = Task { try await desk.impersonate() }
    try await waitUntil("the sign-in arrives") { desk.server.heldRequests == 1 }
    work.cancel()
    let error = await failure { _ = try await work.value }
    #expect(error?.kind == .cancelled)
    try desk.expectNothingLeft()
    desk.server.releaseHeldRequests()
  }

  @Test func `a cancellation while the user name is made waits for it, and deletes it`()
    async throws
  {
    let desk = try await Desk()
    desk.server.faults.turnOn(.held, for: scope(desk, "POST"), times: 1)
    let work = Task { try await desk.impersonate() }
    try await waitUntil("the request arrives") { desk.server.heldRequests == 1 }
    work.cancel()
    desk.server.releaseHeldRequests()
    let error = await failure { _ = try await work.value }
    #expect(error?.kind == .cancelled)
    #expect(desk.credentialRequests.contains { $0.method == "DELETE" })
    try desk.expectNothingLeft()
  }

  @Test func `a note without a user name at the store is kept until no request can be on its way`()
    async throws
  {
    let desk = try await Desk()
    let service = try desk.service()
    let credential = TemporaryCredential(
      store: try desk.bench.store, realmID: desk.server.store.realmID, memberID: desk.ada.id,
      profileID: desk.server.store.passwordProfiles[1].id, username: "epswitch-late",
      created: service.now)
    try service.vault.saveTemporaryCredential(credential)
    #expect(await service.cleanUpImpersonations().isEmpty)
    #expect(try service.vault.temporaryCredentials() == [credential])
    desk.bench.clock.advance(by: 601)
    #expect(await service.cleanUpImpersonations().isEmpty)
    #expect(try service.vault.temporaryCredentials().isEmpty)
  }

  @Test func `a note never makes epswitch delete what it did not make`() async throws {
    let desk = try await Desk()
    let service = try desk.service()
    // The user name is there, but in the other profile; and somebody's of another name in this one.
    let profiles = desk.server.store.passwordProfiles
    let credential = TemporaryCredential(
      store: try desk.bench.store, realmID: desk.server.store.realmID, memberID: desk.ada.id,
      profileID: profiles[1].id, username: desk.ada.credentials[0].username,
      created: service.now)
    try service.vault.saveTemporaryCredential(credential)
    #expect(await service.cleanUpImpersonations().isEmpty)
    #expect(desk.server.members.map(\.credentials) == desk.server.store.members.map(\.credentials))
    #expect(!desk.credentialRequests.contains { $0.method == "DELETE" })
  }

  @Test func `a note never makes epswitch send the client's secret to another store`() async throws
  {
    let desk = try await Desk()
    let other = try await TestBench(.desk)
    let service = try desk.service()
    let credential = TemporaryCredential(
      store: try other.store, realmID: other.server.store.realmID, memberID: desk.ada.id,
      profileID: desk.server.store.passwordProfiles[1].id, username: "epswitch-planted",
      created: service.now)
    try service.vault.saveTemporaryCredential(credential)
    let failures = await service.cleanUpImpersonations()
    #expect(failures.count == 1)
    #expect(failures.first?.text.contains("client secret") == true)
    #expect(other.server.requests.isEmpty)
  }

  // MARK: - Two at once

  @Test func `another terminal does not clean up after one that is still at work`() async throws {
    let desk = try await Desk()
    desk.server.faults.turnOn(.held, for: .mechanism("password"), times: 1)
    let first = Task { try await desk.impersonate() }
    try await waitUntil("the sign-in arrives") { desk.server.heldRequests == 1 }
    try await desk.impersonate("support@store.example", try desk.service(agent: "second"))
    #expect(desk.server.members[0].credentials.count == 3)
    desk.server.releaseHeldRequests()
    #expect(try await first.value.session.member.id == desk.ada.id)
    try desk.expectNothingLeft()
  }

  @Test(arguments: [false, true])
  func `two desks impersonate one member at once`(_ onlyOne: Bool) async throws {
    // Sam has no user name in the profile Members beside the temporary ones.
    let desk = try await Desk(inProfile: "Members") { $0.allowsOneInfoPerProfile = onlyOne }
    desk.server.faults.turnOn(.held, for: .mechanism("password"), times: 1)
    let id = desk.sam.id
    let first = Task { try await desk.impersonate(id) }
    try await waitUntil("the first sign-in arrives") { desk.server.heldRequests == 1 }
    let other = try await OtherMachine(desk)
    let second = Task { try await other.impersonate(id) }
    try await waitUntil("the second desk asks for its user name") {
      desk.credentialRequests.count { $0.method == "POST" } > 1
    }
    desk.server.releaseHeldRequests()
    #expect(try await first.value.session.member.id == id)
    #expect(try await second.value.session.member.id == id)
    try desk.expectNothingLeft()
  }
}

/// A desk of the same store on another machine: with a vault of its own.
private struct OtherMachine: Sendable {
  private let service: AccountService

  init(_ desk: Desk) async throws {
    var configuration = desk.bench.configuration(
      StoreOptions(profile: "desk"),
      variables: ["EPSWITCH_CLIENT_SECRET": desk.server.store.clientSecret])
    configuration.stateDirectory = nil
    service = try AccountService(configuration)
  }

  func impersonate(_ member: String) async throws -> SignInOutcome {
    let selector = try service.selector()
    let prompter = ScriptedPrompter()
    let (plan, _) = try await service.planImpersonation(
      ImpersonationRequest(member: member, reason: "ticket 9"), at: selector, prompter: prompter)
    return try await service.impersonate(plan, at: selector, prompter: prompter)
  }
}
