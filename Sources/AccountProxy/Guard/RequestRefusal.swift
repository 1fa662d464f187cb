import NIOHTTP1

/// Why a request is not forwarded. Nothing of it repeats what the client sent.
struct RequestRefusal: Error, Equatable {
  let status: HTTPResponseStatus
  /// One sentence.
  let detail: String

  static func target(_ fault: String) -> RequestRefusal {
    RequestRefusal(status: .badRequest, detail: "The target of the request \(fault).")
  }

  static let keyMissing = RequestRefusal(
    status: .forbidden, detail: "The address does not hold the key of this run.")

  static let otherUser = RequestRefusal(
    status: .forbidden, detail: "The request comes from another user of this machine.")

  static let foreignHost = RequestRefusal(
    status: .misdirectedRequest, detail: "The Host header is not the address of this server.")

  static let foreignOrigin = RequestRefusal(
    status: .forbidden,
    detail: "The request comes from a page of another origin; --allow-origin opens for one.")

  static let framing = RequestRefusal(
    status: .badRequest, detail: "The length of the body is given in more than one way.")

  static let method = RequestRefusal(
    status: .methodNotAllowed, detail: "This method is not forwarded.")

  static let upgrade = RequestRefusal(
    status: .notImplemented, detail: "A change of protocol is not forwarded.")
}
