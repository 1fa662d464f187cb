import Foundation
import HTTPTypes
import Hummingbird

/// An answer that refuses, in the words of the API.
struct CommerceError: Error {
  let status: HTTPResponse.Status
  var shape = ErrorShape.commerce
  /// The sentences; only ``ErrorShape/commerce`` can hold more than one.
  var details: [String] = []
  /// The code of an OAuth error.
  var code = "invalid_request"

  static let unauthorized = CommerceError(status: .unauthorized)
  static let authenticationFailed = CommerceError.badRequest("authentication failed")
  static let accountNotFound = CommerceError.notFound("account not found")

  static func badRequest(_ detail: String) -> CommerceError {
    CommerceError(status: .badRequest, details: [detail])
  }

  static func forbidden(_ detail: String) -> CommerceError {
    CommerceError(status: .forbidden, details: [detail])
  }

  static func notFound(_ detail: String) -> CommerceError {
    CommerceError(status: .notFound, details: [detail])
  }

  static func unprocessable(_ detail: String) -> CommerceError {
    CommerceError(status: .unprocessableContent, details: [detail])
  }
}

extension CommerceError {
  /// The error document.
  ///
  /// In `errors`, `status` is text in the specification; the hostile store also writes it as a
  /// number, leaves it out, and adds members that other services add.
  func document(scenario: Scenario) -> JSONValue {
    let detail = details.first ?? title
    return switch shape {
    case .commerce:
      ["errors": .array(entries.map { .object(commerceError($0, scenario: scenario)) })]
    case .oauth: ["error": .string(code), "error_description": .string(detail)]
    case .camelCaseOAuth: ["error": .string(code), "errorDescription": .string(detail)]
    case .problem:
      [
        "type": "about:blank", "title": .string(title), "status": JSONValue(status.code),
        "detail": .string(detail),
      ]
    case .message: ["message": .string(detail)]
    }
  }

  private var entries: [String?] { details.isEmpty ? [nil] : details }

  private func commerceError(_ detail: String?, scenario: Scenario) -> [String: JSONValue] {
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
    return error
  }

  private var title: String {
    status == .unprocessableContent ? "Unprocessable Entity" : status.reasonPhrase
  }
}

extension Response {
  static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok,
    contentType: String = "application/json"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.data)))
  }

  static func refusal(_ error: CommerceError, scenario: Scenario) -> Response {
    .json(
      error.document(scenario: scenario), status: error.status,
      contentType: error.shape == .problem ? "application/problem+json" : "application/json")
  }
}
