extension Fault {
  /// Reads the members that ``json`` writes.
  init(_ json: JSONValue) throws(CommerceError) {
    func text(_ name: String) throws(CommerceError) -> String {
      guard let text = json[name]?.text else { throw .badRequest("\(name) must be text") }
      return text
    }
    func number(_ name: String) throws(CommerceError) -> Int {
      guard let number = json[name]?.wholeNumber else {
        throw .badRequest("\(name) must be a whole number")
      }
      return number
    }
    self =
      switch try text("fault") {
      case "status": .status(try number("status"), retryAfter: json["retry_after"]?.wholeNumber)
      case "dropped_connection": .droppedConnection
      case "half_body": .halfBody
      case "not_json": .notJSON
      case "wrong_shape": .wrongShape
      case "redirect": .redirect(to: try text("location"))
      case "delay": .delay(.milliseconds(try number("milliseconds")))
      case "skewed_date": .skewedDate(seconds: try number("seconds"))
      case "endless_roster": .endlessRoster
      case "lost_account": .lostAccount(id: try text("account_id"))
      case "expired_account_tokens": .expiredAccountTokens
      case "refused_consent": .refusedConsent
      case "wrong_state": .wrongState
      case "unanswered_consent": .unansweredConsent
      case let name: throw .badRequest("there is no fault \(name)")
      }
    if case .status(let code, _) = self, !(400...599 ~= code) {
      throw .badRequest("status must be between 400 and 599")
    }
  }

  /// The fault as the control endpoints write it.
  var json: [String: JSONValue] {
    switch self {
    case .status(let code, let retryAfter):
      [
        "fault": "status", "status": JSONValue(code),
        "retry_after": retryAfter.map { JSONValue($0) } ?? .null,
      ]
    case .droppedConnection: ["fault": "dropped_connection"]
    case .halfBody: ["fault": "half_body"]
    case .notJSON: ["fault": "not_json"]
    case .wrongShape: ["fault": "wrong_shape"]
    case .redirect(let location): ["fault": "redirect", "location": .string(location)]
    case .delay(let duration):
      ["fault": "delay", "milliseconds": .integer(Int64(duration / .milliseconds(1)))]
    case .skewedDate(let seconds): ["fault": "skewed_date", "seconds": JSONValue(seconds)]
    case .endlessRoster: ["fault": "endless_roster"]
    case .lostAccount(let id): ["fault": "lost_account", "account_id": .string(id)]
    case .expiredAccountTokens: ["fault": "expired_account_tokens"]
    case .refusedConsent: ["fault": "refused_consent"]
    case .wrongState: ["fault": "wrong_state"]
    case .unansweredConsent: ["fault": "unanswered_consent"]
    }
  }
}

extension Faults.Active {
  var json: JSONValue {
    var members = fault.json
    members["id"] = JSONValue(id)
    members["path"] = .string(scope.pathPrefix)
    members["mechanism"] = scope.mechanism.map { .string($0) } ?? .null
    members["times"] = remaining.map { JSONValue($0) } ?? .null
    return .object(members)
  }
}
