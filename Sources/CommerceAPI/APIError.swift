package import AccountModel
import Foundation

/// Why a request brought no usable answer. Texts in it are cleaned and hold none of the secrets sent.
package enum APIError: Error, Equatable, Sendable {
  /// The store said no: 4xx but 429.
  case refused(Refusal)
  /// The store could not answer, also after retries: 429 or 5xx.
  case unavailable(status: Int, reason: String?)
  /// The store answered with something that is not what it should be.
  case unreadable(String)
  /// The store pointed to another address, which is never followed: tokens belong to one store.
  case redirected(to: String)
  /// No connection, or it broke.
  case unreachable(String)
  /// No whole answer within this many seconds.
  case timedOut(seconds: Int)
  /// The connection was not secure: an unknown or wrong certificate.
  case untrusted(String)
  /// The person cancelled.
  case cancelled

  /// Whether sending the same request again may help.
  package var isTransient: Bool {
    switch self {
    case .unavailable, .unreachable, .timedOut: true
    case .refused, .unreadable, .redirected, .untrusted, .cancelled: false
    }
  }
}

/// What the store said no to, and why.
package struct Refusal: Hashable, Sendable {
  /// What a request was about, which tells one 4xx from another.
  package enum Subject: Hashable, Sendable {
    /// The client ID, or the client's secret.
    case client
    /// What a member or customer showed to sign in: a password, a code, a self sign-up. A 401 here
    /// is about the access token instead.
    case credential(Mechanism)
    /// A token the member held, which minted new ones. A 401 may be about the access token too.
    case accountToken
    /// A page about how to sign in: settings, realms, profiles, one-time passwords.
    case settings
    /// Anything else.
    case resource
  }

  /// The HTTP status, 400 to 499.
  package let status: Int
  package let subject: Subject
  /// What the store said, each entry on one line; empty when it said nothing that could be read.
  package let reasons: [String]

  package init(status: Int, subject: Subject, reasons: [String] = []) {
    self.status = status
    self.subject = subject
    self.reasons = reasons
  }

  /// All reasons on one line, the first five of them; `nil` when the store gave none.
  package var reason: String? { joined(reasons: reasons) }

  /// Whether the store says that what was sent belongs to another store.
  package var isStoreMismatch: Bool {
    status == 422 && reasons.contains { $0.lowercased().contains("store id mismatch") }
  }
}

extension APIError {
  /// Sorts an answer of 300 and above.
  ///
  /// - Parameter secrets: everything secret in the request, which the store may have repeated.
  init(_ response: HTTPResponse, to subject: Refusal.Subject, secrets: [Secret]) {
    let reasons = ErrorBody.reasons(in: response.body, withoutAnyOf: secrets)
    switch response.status {
    case 300..<400:
      let target = response.header("Location").flatMap { URLComponents(string: $0)?.host }
      self = .redirected(to: cleanText(target ?? "another address"))
    case 429, 500...:
      self = .unavailable(status: response.status, reason: joined(reasons: reasons))
    default:
      self = .refused(Refusal(status: response.status, subject: subject, reasons: reasons))
    }
  }
}

/// The first five reasons and the number of the rest, on one line.
private func joined(reasons: [String]) -> String? {
  guard !reasons.isEmpty else { return nil }
  let shown = reasons.prefix(5)
  let rest = reasons.count - shown.count
  return shown.joined(separator: "; ") + (rest > 0 ? " and \(rest) more" : "")
}
