import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

private let accessToken = Secret("access.1")
private let accountToken = Secret("account.1")

@Suite struct `Reading why the store said no` {
  private func reasons(_ json: String, secrets: [Secret] = []) -> [String] {
    ErrorBody.reasons(in: Data(json.utf8), withoutAnyOf: secrets)
  }

  @Test(arguments: [
    #"{"errors":[{"title":"Bad","status":"400","detail":"authentication failed"}]}"#,
    #"{"errors":[{"title":"Bad","status":400,"detail":"authentication failed"}]}"#,
    #"{"errors":[{"title":"Bad","detail":"authentication failed","source":"x"}]}"#,
    #"{"errors":{"title":"Bad","detail":"authentication failed"}}"#,
    #"{"errors":[],"title":"Bad","detail":"authentication failed"}"#,
    #"{"errors":[{},{"title":"Bad","message":"authentication failed"}]}"#,
    #"{"error":"Bad","error_description":"authentication failed"}"#,
    #"{"error":"Bad","errorDescription":"authentication failed"}"#,
    #"{"type":"about:blank","title":"Bad","status":400,"detail":"authentication failed"}"#,
    #"{"message":"Bad: authentication failed"}"#,
    #"{"errors":["Bad: authentication failed"]}"#,
  ])
  func `every shape of an error is read`(json: String) {
    #expect(reasons(json) == ["Bad: authentication failed"])
  }

  @Test func `all entries are read`() {
    #expect(
      reasons(#"{"errors":[{"title":"One","detail":"a"},{"detail":"b"},{},{"title":"Three"}]}"#)
        == ["One: a", "b", "Three"])
  }

  @Test(arguments: ["", "<html>", "[]", "null", "{}", #"{"errors":[]}"#, #"{"errors":[{}]}"#])
  func `a body that says nothing gives no reason`(json: String) {
    #expect(reasons(json).isEmpty)
  }

  @Test func `secrets that the store repeats are taken out, the longest first`() {
    #expect(
      reasons(
        #"{"errors":[{"title":"wrong hunter22 or hunter2","detail":"hunter2"}]}"#,
        secrets: [Secret("hunter2"), Secret("hunter22"), Secret("")])
        == ["wrong [redacted] or [redacted]: [redacted]"])
  }

  @Test func `escape sequences do not come through, and no reason is endless`() {
    #expect(reasons(#"{"errors":[{"title":"\u001b[2Jno\nway"}]}"#) == ["no way"])
    let long = String(repeating: "x", count: 5000)
    #expect(reasons(#"{"message":"\#(long)"}"#).first?.count ?? 0 <= 300)
  }

  @Test(arguments: [
    (0, nil), (1, "1"), (2, "1; 2"), (5, "1; 2; 3; 4; 5"), (7, "1; 2; 3; 4; 5 and 2 more"),
  ])
  func `five reasons are shown and the rest counted`(count: Int, text: String?) {
    let reasons = (0..<count).map { "\($0 + 1)" }
    #expect(Refusal(status: 400, subject: .resource, reasons: reasons).reason == text)
  }

  @Test(arguments: [
    (422, "Unprocessable Entity: Store ID mismatch", true), (422, "taken", false),
    (400, "store id mismatch", false),
  ])
  func `a mismatch of stores is recognised`(status: Int, reason: String, isMismatch: Bool) {
    let refusal = Refusal(
      status: status, subject: .credential(.password), reasons: ["other", reason])
    #expect(refusal.isStoreMismatch == isMismatch)
  }
}

@Suite(.timeLimit(.minutes(10))) struct `Telling refusals apart` {
  private func failure(
    status: Int, body: String = #"{"errors":[{"title":"No"}]}"#, headers: [String] = [],
    of operation: (CommerceClient) async throws(APIError) -> Void
  ) async throws -> APIError? {
    let server = try await ScriptedServer.start(.json(body, status: status, headers: headers))
    let client = try server.client()
    do throws(APIError) {
      try await operation(client)
      return nil
    } catch {
      return error
    }
  }

  private func refusal(_ status: Int, _ subject: Refusal.Subject) -> APIError {
    .refused(Refusal(status: status, subject: subject, reasons: ["No"]))
  }

  @Test(arguments: [
    (400, Refusal.Subject.client), (401, .client), (403, .resource), (404, .resource),
  ])
  func `the access token's address speaks of the client`(
    status: Int, subject: Refusal.Subject
  ) async throws {
    let failure = try await failure(status: status) { client throws(APIError) in
      _ = try await client.requestAccessToken(.implicit)
    }
    #expect(failure == refusal(status, subject))
  }

  @Test(
    arguments: [
      (
        SignInCredential.password(profileID: "p", username: "u", password: Secret("hunter2")),
        Refusal.Subject.credential(.password)
      ),
      (
        .oidc(code: Secret("code"), redirectURI: "r", codeVerifier: Secret("verifier")),
        .credential(.oidc)
      ),
      (
        .passwordless(profileID: "p", username: "u", code: Secret("123456")),
        .credential(.passwordless)
      ),
      (
        .selfSignup(
          SelfSignup(
            profileID: "p", username: "u", password: Secret("hunter2"), name: "n", email: "e")),
        .credential(.selfSignup)
      ),
      (.heldToken(accountToken), .accountToken),
    ], [400, 401, 403, 404, 409, 422])
  func `minting speaks of what was signed in with`(
    credential: (SignInCredential, Refusal.Subject), status: Int
  ) async throws {
    let failure = try await failure(status: status) { client throws(APIError) in
      _ = try await client.mintAccountTokens(credential.0, accessToken: accessToken)
    }
    #expect(failure == refusal(status, credential.1))
  }

  @Test func `a customer's sign-in speaks of the customer`() async throws {
    let failure = try await failure(status: 401) { client throws(APIError) in
      _ = try await client.mintCustomerToken(
        email: "e", password: Secret("hunter2"), accessToken: accessToken)
    }
    #expect(failure == refusal(401, .credential(.customer)))
  }

  @Test(arguments: 0..<7)
  func `pages about signing in speak of the settings`(operation: Int) async throws {
    let failure = try await failure(status: 403) { client throws(APIError) in
      switch operation {
      case 0: _ = try await client.authenticationSettings(accessToken: accessToken)
      case 1: _ = try await client.authenticationRealms(accessToken: accessToken)
      case 2: _ = try await client.passwordProfiles(realm: "r", accessToken: accessToken)
      case 3: _ = try await client.oidcProfiles(realm: "r", accessToken: accessToken)
      case 4: _ = try await client.oidcProfile(id: "o", realm: "r", accessToken: accessToken)
      case 5:
        _ = try await client.authorizationEndpoint(ofProfile: "o", realm: "r", storeID: "s")
      default:
        try await client.requestOneTimePassword(
          realm: "r", profileID: "p", username: "u", accessToken: accessToken)
      }
    }
    #expect(failure == refusal(403, .settings))
  }

  @Test(arguments: [true, false])
  func `accounts and members are resources`(isAccount: Bool) async throws {
    let failure = try await failure(status: 404) { client throws(APIError) in
      if isAccount {
        try await client.checkAccount(
          AccountID("a"), accessToken: accessToken, token: accountToken)
      } else {
        _ = try await client.member(id: "m", accessToken: accessToken, token: accountToken)
      }
    }
    #expect(failure == refusal(404, .resource))
  }

  @Test(arguments: [429, 500, 503])
  func `a store that cannot answer refuses nothing`(status: Int) async throws {
    let failure = try await failure(status: status) { client throws(APIError) in
      _ = try await client.requestAccessToken(.implicit)
    }
    #expect(failure == .unavailable(status: status, reason: "No"))
    #expect(failure?.isTransient == true)
  }

  @Test(
    arguments: [
      ("Location: https://evil.example/v2/x", "evil.example"),
      ("Location: /elsewhere", "another address"),
      ("X-Nothing: 1", "another address"),
    ], [301, 302, 303, 307, 308])
  func `a redirect is not followed`(header: (String, String), status: Int) async throws {
    let failure = try await failure(status: status, headers: [header.0]) {
      client throws(APIError) in
      _ = try await client.requestAccessToken(.implicit)
    }
    #expect(failure == .redirected(to: header.1))
    #expect(failure?.isTransient == false)
  }

  @Test(
    arguments: [
      (SignInCredential.heldToken(accountToken), ["access.1", "account.1"]),
      (
        .password(profileID: "p", username: "u", password: Secret("pass")), ["access.1", "pass"]
      ),
      (
        .oidc(code: Secret("code"), redirectURI: "r", codeVerifier: Secret("verifier")),
        ["access.1", "code", "verifier"]
      ),
      (
        .passwordless(profileID: "p", username: "u", code: Secret("code")), ["access.1", "code"]
      ),
      (
        .selfSignup(
          SelfSignup(profileID: "p", username: "u", password: Secret("pass"), name: "n", email: "e")
        ),
        ["access.1", "pass"]
      ),
    ], [400, 503])
  func `no secret of a sign-in comes back in its error`(
    sent: (credential: SignInCredential, secrets: [String]), status: Int
  ) async throws {
    let echo = #"{"errors":[{"title":"\#(sent.secrets.joined(separator: " "))"}]}"#
    let failure = try await failure(status: status, body: echo) { client throws(APIError) in
      _ = try await client.mintAccountTokens(sent.credential, accessToken: accessToken)
    }
    let redacted = sent.secrets.map { _ in "[redacted]" }.joined(separator: " ")
    #expect("\(try #require(failure))".contains("\"\(redacted)\""))
  }

  @Test func `the client's secret and a customer's password do not come back`() async throws {
    let echo = #"{"error":"hunter2","error_description":"no hunter2"}"#
    let client = try await failure(status: 401, body: echo) { client throws(APIError) in
      _ = try await client.requestAccessToken(.clientCredentials(secret: Secret("hunter2")))
    }
    #expect(
      client
        == .refused(
          Refusal(status: 401, subject: .client, reasons: ["[redacted]: no [redacted]"])))
    let customer = try await failure(status: 503, body: echo) { client throws(APIError) in
      _ = try await client.mintCustomerToken(
        email: "e", password: Secret("hunter2"), accessToken: accessToken)
    }
    #expect(customer == .unavailable(status: 503, reason: "[redacted]: no [redacted]"))
  }
}
