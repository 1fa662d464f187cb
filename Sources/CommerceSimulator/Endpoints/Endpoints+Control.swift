import Foundation
import HTTPTypes
import Hummingbird

extension Endpoints {
  /// The control of a simulator that runs in another process.
  ///
  /// | request | does |
  /// |---|---|
  /// | `GET /_simulator/faults` | lists what is on |
  /// | `POST /_simulator/faults` | turns one on: `{"fault":"status","status":429,"times":2}`; the names and members are those of ``Fault/json``. `path`, `method`, `mechanism`, `query`, `account` and `grant_type` narrow it, `skip` lets the first requests pass |
  /// | `DELETE /_simulator/faults`, `…/faults/{id}` | turns all off, or one |
  /// | `DELETE /_simulator/held` | lets go the requests that the faults `held` and `held_answer` keep |
  /// | `GET /_simulator/codes` | the one-time passwords that were "sent" |
  /// | `GET /_simulator/requests` | what arrived, as whom, the most in flight at once, and how many tokens were handed out; `?summary` leaves the requests out |
  /// | `DELETE /_simulator/requests` | forgets that |
  /// | `GET /_simulator/members` | the members, their user names and their accounts |
  /// | `POST /_simulator/members/{id}/accounts` | adds an account: `{"name":…}`, with `id` and `lifetime` if wanted |
  /// | `DELETE /_simulator/members/{id}/accounts/{id}` | takes an account from a member |
  /// | `POST /_simulator/accounts/{id}/lifetime` | `{"seconds":60}` for the tokens minted from now on |
  /// | `POST /_simulator/accounts/{id}/expire` | ends the tokens of the account minted so far |
  /// | `POST /_simulator/access-tokens/revoke` | ends the access tokens issued so far |
  ///
  /// No fault applies here and nothing here is recorded. A request with an `Origin`, or for
  /// another host than loopback, is refused, so that no web page can drive the simulator.
  func addControl(to router: Router<Exchange>) {
    let control = router.group("/_simulator").add(middleware: LoopbackOnly())
    control.get("faults") { _, _ in
      Response.json(["faults": .array(faults.active.map(\.json))])
    }
    control.post("faults", use: turnOnFault)
    control.delete("faults") { _, _ in
      faults.turnOffAll()
      return Response(status: .noContent)
    }
    control.delete("faults/:id") { _, exchange in
      faults.turnOff(try exchange.parameters.require("id", as: Int.self))
      return Response(status: .noContent)
    }
    control.delete("held") { _, _ in
      held.release()
      return Response(status: .noContent)
    }
    control.get("codes") { _, _ in
      Response.json(["codes": .array(issued.oneTimeCodes.map(\.json))])
    }
    control.get("requests", use: listRequests)
    control.delete("requests") { _, _ in
      requests.clear()
      return Response(status: .noContent)
    }
    control.get("members") { _, _ in
      Response.json(["members": .array(members.members.map(\.json))])
    }
    control.post("members/:member/accounts", use: addAccount)
    control.delete("members/:member/accounts/:account") { _, exchange in
      let isDone = members.removeAccount(
        try exchange.parameters.require("account"),
        fromMember: try exchange.parameters.require("member"))
      guard isDone else { throw CommerceError.notFound("the member has no such account") }
      return Response(status: .noContent)
    }
    control.post("accounts/:account/lifetime", use: setLifetime)
    control.post("accounts/:account/expire") { _, exchange in
      mint.expireTokens(ofAccount: try existingAccount(exchange).id)
      return Response(status: .noContent)
    }
    control.post("access-tokens/revoke") { _, _ in
      issued.revokeAccessTokens()
      return Response(status: .noContent)
    }
  }

  @Sendable private func listRequests(_ request: Request, _ exchange: Exchange) -> Response {
    let counts = requests.issued
    var document: [String: JSONValue] = [
      "total": JSONValue(requests.total),
      "peak_in_flight": JSONValue(requests.peakInFlight),
      "mints": JSONValue(counts.mints),
      "mints_by_mechanism": .object(counts.mintsByMechanism.mapValues { JSONValue($0) }),
      "access_tokens": JSONValue(counts.accessTokens),
    ]
    if exchange.arrival.query["summary"] == nil {
      document["requests"] = .array(requests.requests.map(\.json))
    }
    return .json(.object(document))
  }

  @Sendable private func addAccount(_ request: Request, _ exchange: Exchange) throws -> Response {
    let body = try controlBody(exchange)
    let account = SimulatedAccount(
      id: body["id"]?.text ?? UUID().uuidString.lowercased(), name: try body.required("name"),
      lifetime: body["lifetime"]?.wholeNumber ?? store.tokenLifetime)
    let memberID = try exchange.parameters.require("member")
    guard members.member(memberID) != nil else {
      throw CommerceError.notFound("there is no such member")
    }
    guard members.add(account, toMember: memberID) else {
      throw CommerceError.unprocessable("the member has this account already")
    }
    return .json(["id": .string(account.id)], status: .created)
  }

  @Sendable private func setLifetime(_ request: Request, _ exchange: Exchange) throws -> Response {
    guard let seconds = try controlBody(exchange)["seconds"]?.wholeNumber else {
      throw CommerceError.badRequest("seconds must be a whole number")
    }
    _ = members.setLifetime(seconds, ofAccount: try existingAccount(exchange).id)
    return Response(status: .noContent)
  }

  private func existingAccount(_ exchange: Exchange) throws -> SimulatedAccount {
    guard let account = members.account(try exchange.parameters.require("account")) else {
      throw CommerceError.notFound("there is no such account")
    }
    return account
  }

  private func controlBody(_ exchange: Exchange) throws(CommerceError) -> JSONValue {
    guard let body = JSONValue(parsing: exchange.arrival.body) else {
      throw .badRequest("the body is not JSON")
    }
    return body
  }

  @Sendable private func turnOnFault(_ request: Request, _ exchange: Exchange) throws -> Response {
    let body = try controlBody(exchange)
    let times = body["times"]?.wholeNumber
    if let times, times < 1 { throw CommerceError.badRequest("times must be at least 1") }
    let skip = body["skip"]?.wholeNumber ?? 0
    if skip < 0 { throw CommerceError.badRequest("skip must be 0 or more") }
    let id = faults.turnOn(
      try Fault(body), for: try FaultScope(body), skipping: skip, times: times)
    return .json(["id": JSONValue(id)], status: .created)
  }
}

/// Refuses what a web page could send.
private struct LoopbackOnly: RouterMiddleware {
  func handle(
    _ request: Request, context: Exchange, next: (Request, Exchange) async throws -> Response
  ) async throws -> Response {
    guard context.arrival.header("Origin") == nil else {
      throw CommerceError.forbidden("web pages may not control the simulator")
    }
    // A page whose host name was made to resolve to loopback sends no Origin with a GET.
    let host = request.head.authority?.split(separator: ":").first
    guard host == "127.0.0.1" || host == "localhost" else {
      throw CommerceError.forbidden("the simulator is controlled through 127.0.0.1 or localhost")
    }
    return try await next(request, context)
  }
}

extension OneTimeCode {
  fileprivate var json: JSONValue {
    [
      "username": .string(username), "password_profile_id": .string(passwordProfileID),
      "code": .string(code), "expires": .string(expires.isoText),
    ]
  }
}

extension RecordedRequest {
  fileprivate var json: JSONValue {
    [
      "method": .string(method), "path": .string(path),
      "query": .object(query.mapValues { .string($0) }),
      "headers": .array(
        headers.map { ["name": .string($0.name), "value": .string($0.value)] }),
      "body": .string(String(decoding: body, as: UTF8.self)),
      "mechanism": JSONValue(mechanism),
      "grant_type": JSONValue(accessToken?.grantType.rawValue),
      "client_id": JSONValue(accessToken?.clientID),
      "member": JSONValue(actor?.memberID),
      "account": JSONValue(actor?.accountID),
    ]
  }
}

extension Member {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "name": .string(name), "email": .string(email),
      "credentials": .array(
        credentials.map {
          [
            "password_profile_id": .string($0.passwordProfileID),
            "username": .string($0.username), "password": .string($0.password),
          ]
        }),
      "accounts": .array(
        accounts.map { ["id": .string($0.id), "name": .string($0.name)] }),
    ]
  }
}
