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
  /// Something did not come within this many seconds.
  case timedOut(seconds: Int, waitingFor: Wait = .answer)
  /// All requests of the command together took more than they may.
  case overBudget(Budget.Overrun)
  /// The connection was not secure: an unknown or wrong certificate, or no TLS.
  case untrusted(TrustFault)
  /// The proxy between this machine and the store.
  case proxyFailed(ProxyFailure)
  /// The person cancelled.
  case cancelled

  /// What a request waited for in vain.
  package enum Wait: Hashable, Sendable {
    case connection
    case handshake
    case answer
    /// The rest of an answer of which so many bytes of the body had come.
    case body(received: Int)
  }

  /// Whether sending the same request again may help.
  package var isTransient: Bool {
    switch self {
    case .unavailable, .unreachable, .timedOut: true
    case .proxyFailed(let failure): failure.isTransient
    case .refused, .unreadable, .redirected, .untrusted, .overBudget, .cancelled: false
    }
  }
}

/// Why the proxy made no connection to the store.
package struct ProxyFailure: Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    /// No connection to the proxy; a clause without a full stop.
    case unreachable(String)
    case timedOut(seconds: Int)
    /// 407: it asks for a user name and password, and none were given.
    case credentialsMissing
    /// 407 for the user name and password that were given.
    case credentialsRefused
    /// It does not connect to the store.
    case refused
    /// What answers does not speak the protocol of the proxy.
    case notAProxy
  }

  package let proxy: Proxy
  package let fault: Fault

  package init(proxy: Proxy, fault: Fault) {
    self.proxy = proxy
    self.fault = fault
  }

  var isTransient: Bool {
    switch fault {
    case .unreachable, .timedOut: true
    case .credentialsMissing, .credentialsRefused, .refused, .notAProxy: false
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
