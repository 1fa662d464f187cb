/// Something that goes wrong in a running store, on purpose.
package enum Fault: Hashable, Sendable {
  // MARK: Another answer than the right one

  /// Answers with an error of this HTTP status; `retryAfter` is the header's value in seconds.
  case status(Int, retryAfter: Int? = nil)
  /// Answers with an error document of this shape; `details` are its sentences, of which only
  /// ``ErrorShape/commerce`` can hold more than one.
  case error(Int, shape: ErrorShape = .commerce, details: [String])
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

  /// Does nothing until ``CommerceServer/releaseHeldRequests()``.
  case held
  /// Does what the request asks for, and keeps the answer until
  /// ``CommerceServer/releaseHeldRequests()``.
  case heldAnswer

  // MARK: A store in bad condition

  /// The roster grows faster than it can be read.
  case endlessRoster
  /// `meta.results.total` is larger than the roster by so many: the pages end early.
  case overstatedTotal(by: Int)
  /// The last rows of every page, this many, cannot be used: no token, an odd ID, not an object.
  case unusableRows(Int)
  /// The account of this ID is no longer the member's: not in the roster, its token is 404.
  case lostAccount(id: String)
  /// Every account token is expired: 401.
  case expiredAccountTokens

  // MARK: The OpenID provider

  /// The person refuses: back with `error=access_denied`.
  case refusedConsent
  /// Back with a `state` that was not sent.
  case wrongState
  /// The provider never answers.
  case unansweredConsent

  /// The answer of a service that finds the client and the account token in different stores.
  package static let storeMismatch = Fault.error(422, details: ["store id mismatch"])
}

/// The shape of an error document.
package enum ErrorShape: String, CaseIterable, Sendable {
  /// `{"errors":[{"title","status","detail"}, …]}`
  case commerce
  /// `{"error","error_description"}`, as OAuth 2.0 has it.
  case oauth
  /// `{"error","errorDescription"}`
  case camelCaseOAuth = "camel_case_oauth"
  /// `application/problem+json`: `{"type","title","status","detail"}`
  case problem
  /// `{"message"}`, as gateways write it.
  case message
}

extension Fault {
  /// Whether the fault replaces the answer; one request can have only one of these.
  var replacesAnswer: Bool {
    switch self {
    case .status, .error, .droppedConnection, .halfBody, .notJSON, .wrongShape, .redirect: true
    default: false
    }
  }

  /// The start of the paths that the fault can be seen on.
  var naturalPath: String {
    switch self {
    case .refusedConsent, .wrongState, .unansweredConsent: CommercePath.authorize
    case .endlessRoster, .overstatedTotal, .unusableRows: CommercePath.memberTokens
    case .lostAccount, .expiredAccountTokens: "/v2/"
    default: "/"
    }
  }
}

/// Which requests a fault applies to: those that fit every part of it.
package struct FaultScope: Hashable, Sendable {
  /// The path starts like this.
  package var pathPrefix: String
  package var method: String?
  /// The request mints by this `authentication_mechanism`.
  package var mechanism: String?
  /// The query has these fields, such as `page[offset]`.
  package var query: [String: String]
  /// The request carries an account token of this account.
  package var accountID: String?
  /// The request carries an access token of this grant type.
  package var grantType: AccessToken.GrantType?

  package init(
    pathPrefix: String = "/", method: String? = nil, mechanism: String? = nil,
    query: [String: String] = [:], accountID: String? = nil,
    grantType: AccessToken.GrantType? = nil
  ) {
    self.pathPrefix = pathPrefix
    self.method = method
    self.mechanism = mechanism
    self.query = query
    self.accountID = accountID
    self.grantType = grantType
  }

  package static let everything = FaultScope()
  package static func path(_ prefix: String) -> FaultScope { FaultScope(pathPrefix: prefix) }
  package static func mechanism(_ name: String) -> FaultScope { FaultScope(mechanism: name) }
  package static func account(_ id: String) -> FaultScope { FaultScope(accountID: id) }

  /// The page of a roster that starts at this record, whichever mechanism asks for it.
  package static func page(offset: Int) -> FaultScope {
    FaultScope(pathPrefix: CommercePath.memberTokens, query: ["page[offset]": "\(offset)"])
  }

  func contains(_ request: RecordedRequest) -> Bool {
    request.path.hasPrefix(pathPrefix)
      && (method == nil || method == request.method)
      && (mechanism == nil || mechanism == request.mechanism)
      && (accountID == nil || accountID == request.actor?.accountID)
      && (grantType == nil || grantType == request.accessToken?.grantType)
      && query.allSatisfy { request.query[$0.key] == $0.value }
  }
}
