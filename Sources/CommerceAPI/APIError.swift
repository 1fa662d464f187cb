/// Why a request brought no usable answer. Texts in it are cleaned and hold none of the secrets sent.
package enum APIError: Error, Equatable, Sendable {
  /// The store said no: 4xx but 429.
  case refused(status: Int, reason: String?)
  /// The store could not answer, also after retries: 429 or 5xx.
  case unavailable(status: Int, reason: String?)
  /// The store answered with something that is not what it should be.
  case unreadable(String)
  /// The store pointed to another address, which is never followed: tokens belong to one store.
  case redirected(to: String)
  /// No connection, or it broke.
  case unreachable(String)
  /// No answer within this many seconds.
  case timedOut(seconds: Int)
  /// The connection was not secure: an unknown or wrong certificate.
  case untrusted(String)
  /// The person cancelled.
  case cancelled

  /// Whether sending the same request again may help.
  var isPassing: Bool {
    switch self {
    case .unavailable, .unreachable, .timedOut: true
    case .refused, .unreadable, .redirected, .untrusted, .cancelled: false
    }
  }
}
