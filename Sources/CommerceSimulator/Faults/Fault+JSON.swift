extension Fault {
  /// A day.
  private static let longestDelay = Duration.seconds(86_400)

  /// A century, in seconds; with it the date has four digits of the year.
  private static let skews = -3_155_760_000...3_155_760_000

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
      case "error":
        .error(
          try number("status"), shape: try json.option("shape", ErrorShape.self) ?? .commerce,
          details: try json.texts("details"))
      case "dropped_connection": .droppedConnection
      case "half_body": .halfBody
      case "not_json": .notJSON
      case "wrong_shape": .wrongShape
      case "redirect": .redirect(to: try text("location"))
      case "delay": .delay(.milliseconds(try number("milliseconds")))
      case "skewed_date": .skewedDate(seconds: try number("seconds"))
      case "held": .held
      case "held_answer": .heldAnswer
      case "endless_roster": .endlessRoster
      case "overstated_total": .overstatedTotal(by: try number("by"))
      case "unusable_rows": .unusableRows(try number("count"))
      case "lost_account": .lostAccount(id: try text("account_id"))
      case "expired_account_tokens": .expiredAccountTokens
      case "refused_consent": .refusedConsent
      case "wrong_state": .wrongState
      case "unanswered_consent": .unansweredConsent
      case let name: throw .badRequest("there is no fault \(name)")
      }
    switch self {
    case .status(let code, _), .error(let code, _, _):
      guard 400...599 ~= code else {
        throw .badRequest("status must be between 400 and 599")
      }
    case .overstatedTotal(let count), .unusableRows(let count):
      guard 1...1_000_000 ~= count else {
        throw .badRequest("a count must be between 1 and 1000000")
      }
    case .delay(let duration):
      guard .zero...Self.longestDelay ~= duration else {
        throw .badRequest("milliseconds must be between 0 and 86400000")
      }
    case .skewedDate(let seconds):
      guard Self.skews ~= seconds else {
        throw .badRequest("seconds must be between -3155760000 and 3155760000")
      }
    default: break
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
    case .error(let code, let shape, let details):
      [
        "fault": "error", "status": JSONValue(code), "shape": .string(shape.rawValue),
        "details": .array(details.map { .string($0) }),
      ]
    case .droppedConnection: ["fault": "dropped_connection"]
    case .halfBody: ["fault": "half_body"]
    case .notJSON: ["fault": "not_json"]
    case .wrongShape: ["fault": "wrong_shape"]
    case .redirect(let location): ["fault": "redirect", "location": .string(location)]
    case .delay(let duration):
      ["fault": "delay", "milliseconds": .integer(Int64(duration / .milliseconds(1)))]
    case .skewedDate(let seconds): ["fault": "skewed_date", "seconds": JSONValue(seconds)]
    case .held: ["fault": "held"]
    case .heldAnswer: ["fault": "held_answer"]
    case .endlessRoster: ["fault": "endless_roster"]
    case .overstatedTotal(let count): ["fault": "overstated_total", "by": JSONValue(count)]
    case .unusableRows(let count): ["fault": "unusable_rows", "count": JSONValue(count)]
    case .lostAccount(let id): ["fault": "lost_account", "account_id": .string(id)]
    case .expiredAccountTokens: ["fault": "expired_account_tokens"]
    case .refusedConsent: ["fault": "refused_consent"]
    case .wrongState: ["fault": "wrong_state"]
    case .unansweredConsent: ["fault": "unanswered_consent"]
    }
  }
}

extension FaultScope {
  /// Reads the members that ``json`` writes; a missing one does not narrow the scope.
  init(_ json: JSONValue) throws(CommerceError) {
    self.init(
      pathPrefix: json["path"]?.text ?? "/", method: json["method"]?.text,
      mechanism: json["mechanism"]?.text, query: try json.textMembers("query"),
      accountID: json["account"]?.text,
      grantType: try json.option("grant_type", AccessToken.GrantType.self))
  }

  var json: [String: JSONValue] {
    [
      "path": .string(pathPrefix), "method": JSONValue(method),
      "mechanism": JSONValue(mechanism), "query": .object(query.mapValues { .string($0) }),
      "account": JSONValue(accountID), "grant_type": JSONValue(grantType?.rawValue),
    ]
  }
}

extension Faults.Active {
  var json: JSONValue {
    var members = fault.json.merging(scope.json) { $1 }
    members["id"] = JSONValue(id)
    members["skip"] = JSONValue(skipping)
    members["times"] = remaining.map { JSONValue($0) } ?? .null
    return .object(members)
  }
}

extension JSONValue {
  /// A text, or `null` for none.
  init(_ text: String?) { self = text.map { .string($0) } ?? .null }

  /// A member that names a case; nil when it is missing or `null`.
  fileprivate func option<Option: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Option.Type
  ) throws(CommerceError) -> Option? {
    guard let value = self[name], value != .null else { return nil }
    guard let option = value.text.flatMap(Option.init) else {
      let names = Option.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badRequest("\(name) must be one of \(names)")
    }
    return option
  }

  /// A member that is a list of texts; empty when it is missing.
  fileprivate func texts(_ name: String) throws(CommerceError) -> [String] {
    switch self[name] {
    case nil, .null: return []
    case .array(let elements):
      let texts = elements.compactMap(\.text)
      if texts.count == elements.count { return texts }
    default: break
    }
    throw .badRequest("\(name) must be a list of texts")
  }

  /// A member that is an object of texts; empty when it is missing.
  fileprivate func textMembers(_ name: String) throws(CommerceError) -> [String: String] {
    switch self[name] {
    case nil, .null: return [:]
    case .object(let members):
      let texts = members.compactMapValues(\.text)
      if texts.count == members.count { return texts }
    default: break
    }
    throw .badRequest("\(name) must be an object of texts")
  }
}
