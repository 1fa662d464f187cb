import AccountCore
import AccountModel
import Foundation
import NIOCore
import NIOHTTP1

/// An answer of this server itself.
struct LocalAnswer: Sendable {
  var status: HTTPResponseStatus
  var headers: HTTPHeaders
  var body: ByteBuffer

  /// Parts of a body without an end that is known, such as events; `nil` for ``body``.
  var stream: AsyncStream<ByteBuffer>?

  /// What an error says, as sentences; `nil` for any other answer.
  private(set) var detail: String?

  /// - Parameter type: the media type of the body; `nil` without a body.
  init(_ status: HTTPResponseStatus, type: String?, _ text: String) {
    self.status = status
    headers = ["Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"]
    if let type { headers.add(name: "Content-Type", value: type) }
    body = ByteBuffer(string: text)
  }

  init(_ refusal: RequestRefusal) {
    self.init(refusal.status, detail: refusal.detail)
  }

  /// An error in the shape of the API's own.
  init(_ status: HTTPResponseStatus, detail: String) {
    let document = ErrorDocument(
      errors: [
        .init(
          status: String(status.code), title: "epswitch: \(status.reasonPhrase)", detail: detail)
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(document)) ?? Data()
    self.init(status, type: "application/json", String(decoding: data, as: UTF8.self))
    self.detail = detail
  }

  init(_ error: AccountError) {
    let status: HTTPResponseStatus =
      switch error.kind {
      case .refused: .forbidden
      case .notSignedIn, .signInNeeded: .unauthorized
      case .noSuchAccount, .changedElsewhere: .conflict
      case .network: .badGateway
      default: .serviceUnavailable
      }
    self.init(status, detail: error.userMessage.text.string)
  }
}

private struct ErrorDocument: Encodable {
  let errors: [Entry]

  struct Entry: Encodable {
    let status: String
    let title: String
    let detail: String
  }
}
