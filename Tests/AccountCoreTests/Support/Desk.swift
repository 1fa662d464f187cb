@testable import AccountCore
import AccountModel
import AccountVault
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// A store with a support desk: a profile `desk` that impersonates members.
final class Desk: Sendable {
  let bench: TestBench

  /// - Parameter profile: the name of the impersonation profile.
  init(
    inProfile profile: String = "Impersonation",
    configure: (inout SimulatedStore) -> Void = { _ in }
  ) async throws {
    bench = try await TestBench(.desk) {
      $0.allowsOneInfoPerProfile = false
      configure(&$0)
    }
    try bench.addProfile("desk") {
      $0.grantType = .clientCredentials
      $0.impersonationProfile = profile
    }
  }

  var server: CommerceServer { bench.server }

  /// Ada Buyer, with the user names `buyer@acme.example` (Members) and `agent` (Impersonation).
  var ada: Member { server.store.members[0] }
  var sam: Member { server.store.members[1] }

  /// The service of one command of a desk's agent.
  func service(
    secret: Bool = true, agent: String = "sam", variables: [String: String] = [:]
  ) throws -> AccountService {
    var all = variables
    if secret { all["EPSWITCH_CLIENT_SECRET"] = server.store.clientSecret }
    var configuration = bench.configuration(StoreOptions(profile: "desk"), variables: all)
    configuration.personName = { agent }
    return try AccountService(configuration)
  }

  /// Impersonates as the command does.
  @discardableResult
  func impersonate(
    _ member: String? = "buyer@acme.example", reason: String? = "ticket 1",
    _ service: AccountService? = nil, prompter: ScriptedPrompter = ScriptedPrompter(),
    edit: (inout ImpersonationRequest) -> Void = { _ in }
  ) async throws -> SignInOutcome {
    let service = try service ?? self.service()
    var request = ImpersonationRequest(member: member, reason: reason)
    edit(&request)
    let selector = try service.selector()
    let (plan, _) = try await service.planImpersonation(request, at: selector, prompter: prompter)
    return try await service.impersonate(plan, at: selector, prompter: prompter)
  }

  /// Whether every member has the user names of the beginning again, and the vault notes nothing.
  func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      server.members.map(\.credentials) == server.store.members.map(\.credentials),
      sourceLocation: sourceLocation)
    #expect(
      try service().vault.temporaryCredentials().isEmpty, sourceLocation: sourceLocation)
  }

  /// The requests that make, list and delete user names.
  var credentialRequests: [RecordedRequest] {
    server.requests.filter { $0.path.contains("user-authentication-password-profile-info") }
  }
}
