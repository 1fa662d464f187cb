import HTTPTypes

/// An answer that refuses, in the words of the API.
struct CommerceError: Error {
  let status: HTTPResponse.Status
  var detail: String?

  static let unauthorized = CommerceError(status: .unauthorized)
  static let authenticationFailed = CommerceError.badRequest("authentication failed")
  static let accountNotFound = CommerceError.notFound("account not found")

  static func badRequest(_ detail: String) -> CommerceError {
    CommerceError(status: .badRequest, detail: detail)
  }

  static func forbidden(_ detail: String) -> CommerceError {
    CommerceError(status: .forbidden, detail: detail)
  }

  static func notFound(_ detail: String) -> CommerceError {
    CommerceError(status: .notFound, detail: detail)
  }

  static func unprocessable(_ detail: String) -> CommerceError {
    CommerceError(status: .unprocessableContent, detail: detail)
  }
}

extension CommerceError {
  /// The document `{"errors":[…]}`.
  ///
  /// `status` is text in the specification; the hostile store also writes it as a number, leaves
  /// it out, and adds members that other services add.
  func document(scenario: Scenario) -> JSONValue {
    var error: [String: JSONValue] = [
      "title": .string(title), "status": .string("\(status.code)"),
    ]
    if let detail { error["detail"] = .string(detail) }
    if scenario == .hostile {
      switch status {
      case .badRequest, .tooManyRequests: error["status"] = JSONValue(status.code)
      case .unauthorized, .internalServerError: error["status"] = nil
      default: error["source"] = "data"
      }
      error["request_id"] = "00000000-0000-4000-8000-000000000000"
    }
    return ["errors": [.object(error)]]
  }

  private var title: String {
    status == .unprocessableContent ? "Unprocessable Entity" : status.reasonPhrase
  }
}
