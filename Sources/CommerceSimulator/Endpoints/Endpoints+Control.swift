import HTTPTypes
import Hummingbird

extension Endpoints {
  /// The control of a simulator that runs in another process.
  ///
  /// | request | does |
  /// |---|---|
  /// | `GET /_simulator/faults` | lists what is on |
  /// | `POST /_simulator/faults` | turns one on: `{"fault":"status","status":429,"times":2}`, with `path` or `mechanism` to narrow it; the names and members are those of ``Fault/json`` |
  /// | `DELETE /_simulator/faults`, `…/faults/{id}` | turns all off, or one |
  /// | `GET /_simulator/codes` | the one-time passwords that were "sent" |
  /// | `GET /_simulator/requests` | what arrived, with the most in flight at once |
  /// | `DELETE /_simulator/requests` | forgets that |
  ///
  /// No fault strikes here and nothing here is recorded. A request with an `Origin`, or for
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
    control.get("codes") { _, _ in
      Response.json(["codes": .array(issued.oneTimeCodes.map(\.json))])
    }
    control.get("requests") { _, _ in
      Response.json([
        "total": JSONValue(requests.total),
        "peak_in_flight": JSONValue(requests.peakInFlight),
        "requests": .array(requests.requests.map(\.json)),
      ])
    }
    control.delete("requests") { _, _ in
      requests.clear()
      return Response(status: .noContent)
    }
  }

  @Sendable private func turnOnFault(_ request: Request, _ exchange: Exchange) throws -> Response {
    guard let body = JSONValue(parsing: exchange.arrival.body) else {
      throw CommerceError.badRequest("the body is not JSON")
    }
    let scope = FaultScope(
      pathPrefix: body["path"]?.text ?? "/", mechanism: body["mechanism"]?.text)
    let times = body["times"]?.wholeNumber
    if let times, times < 1 { throw CommerceError.badRequest("times must be at least 1") }
    let id = faults.turnOn(try Fault(body), for: scope, times: times)
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
      "mechanism": mechanism.map { .string($0) } ?? .null,
    ]
  }
}
