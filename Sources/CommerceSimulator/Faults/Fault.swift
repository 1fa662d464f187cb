/// Something that goes wrong in a running store, on purpose.
package enum Fault: Hashable, Sendable {
  // MARK: Another answer than the right one

  /// Answers with an error of this HTTP status; `retryAfter` is the header's value in seconds.
  case status(Int, retryAfter: Int? = nil)
  /// Closes the connection without an answer.
  case droppedConnection
  /// Promises the right body, sends half of it and closes the connection.
  case halfBody
  /// Answers with HTML where JSON belongs.
  case notJSON
  /// Answers with JSON that has nothing of the right shape.
  case wrongShape
  /// Answers 302 with this `Location`.
  case redirect(to: String)

  // MARK: The right answer under bad conditions

  /// Answers later.
  case delay(Duration)
  /// Moves the `Date` header by so many seconds.
  case skewedDate(seconds: Int)

  // MARK: A store in bad condition

  /// The roster grows faster than it can be read.
  case endlessRoster
  /// The account of this ID is no longer the member's: not in the roster, its token is 404.
  case lostAccount(id: String)
  /// Every account token has run out: 401.
  case expiredAccountTokens

  // MARK: The OpenID provider

  /// The person refuses: back with `error=access_denied`.
  case refusedConsent
  /// Back with a `state` that was not sent.
  case wrongState
  /// The provider never answers.
  case unansweredConsent
}

extension Fault {
  /// Whether the fault stands in place of the answer; one request can suffer only one of these.
  var replacesAnswer: Bool {
    switch self {
    case .status, .droppedConnection, .halfBody, .notJSON, .wrongShape, .redirect: true
    default: false
    }
  }

  /// The start of the paths that the fault can be seen on.
  var naturalPath: String {
    switch self {
    case .refusedConsent, .wrongState, .unansweredConsent: CommercePath.authorize
    case .endlessRoster: CommercePath.memberTokens
    case .lostAccount, .expiredAccountTokens: "/v2/"
    default: "/"
    }
  }
}

/// Which requests a fault strikes.
package struct FaultScope: Hashable, Sendable {
  /// The path starts like this.
  package var pathPrefix = "/"
  /// The request mints by this `authentication_mechanism`.
  package var mechanism: String?

  package static let everything = FaultScope()
  package static func path(_ prefix: String) -> FaultScope { FaultScope(pathPrefix: prefix) }
  package static func mechanism(_ name: String) -> FaultScope { FaultScope(mechanism: name) }

  func holds(_ request: RecordedRequest) -> Bool {
    request.path.hasPrefix(pathPrefix) && (mechanism == nil || mechanism == request.mechanism)
  }
}
