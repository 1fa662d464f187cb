import AccountCore
import NIOHTTP1

/// What is forwarded to: the API of a store, or its storefront. It says what differs between the two.
protocol Site: Sendable {
  var rules: RequestGuard { get }

  /// An answer that needs no server behind this one; `nil` to forward the request.
  func localAnswer(
    to head: HTTPRequestHead, _ admission: RequestGuard.Admission
  ) async -> LocalAnswer?

  /// An answer of this server itself in the form that whoever asked can show.
  func presented(_ answer: LocalAnswer, to head: HTTPRequestHead) -> LocalAnswer

  /// The header of the request as the server behind this one gets it.
  func requestHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, port: Int?
  ) throws -> HTTPHeaders

  /// The header of the answer as the client gets it.
  func answerHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, to admission: RequestGuard.Admission
  ) -> HTTPHeaders

  /// What the log says of a target; `nil` for what is not logged.
  func loggedPath(_ target: RequestTarget) -> String?

  /// Whether the bodies of answers are searched for the tokens of the request.
  var searchesBodies: Bool { get }

  /// Whether a request may change its connection to another protocol.
  var allowsUpgrade: Bool { get }
}

extension Site {
  func presented(_ answer: LocalAnswer, to head: HTTPRequestHead) -> LocalAnswer { answer }
}
