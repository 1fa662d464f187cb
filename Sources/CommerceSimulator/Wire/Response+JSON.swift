import Foundation
import HTTPTypes
import Hummingbird

extension Response {
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.data)))
  }

  static func refusal(_ error: CommerceError, scenario: Scenario) -> Response {
    .json(error.document(scenario: scenario), status: error.status)
  }
}
