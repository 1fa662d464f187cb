import AccountModel
import Foundation

/// What programs behind the proxy may ask of the store.
package struct ForwardingRules: Sendable {
  /// What the requests are forwarded for.
  package enum Purpose: Hashable, Sendable {
    /// A program's requests to the API (`epswitch proxy`).
    case api
    /// A browser's requests to the storefront (`epswitch open`).
    case storefront

    var eventKind: AuditEvent.Kind {
      switch self {
      case .api: .proxy
      case .storefront: .open
      }
    }
  }

  let purpose: Purpose

  /// Whether the person allowed writes in production.
  let allowsWrites: Bool

  /// Whether a method may change something at the store (RFC 9110, section 9.2.1).
  package static func isWrite(_ method: String) -> Bool {
    !["GET", "HEAD", "OPTIONS"].contains(method)
  }

  /// - Parameters:
  ///   - path: without the query; encoded characters are decoded here.
  ///   - profile: the production profile; `nil` outside production.
  /// - Throws: ``AccountError`` of the kind `refused`.
  func check(_ method: String, _ path: String, production profile: String?) throws(AccountError) {
    if purpose == .api, Self.mintsTokens(path) {
      throw AccountError(
        .refused, "The proxy does not forward requests for tokens of accounts or customers.",
        unchanged: "The request was not sent.",
        recoverySuggestion: "The proxy sends the token with every request; none is needed here.")
    }
    guard let profile, Self.isWrite(method), !allowsWrites else { return }
    throw AccountError(
      .refused, "The profile \(profile) is production, so only GET, HEAD and OPTIONS pass.",
      unchanged: "The request was not sent.",
      recoverySuggestion: purpose == .storefront
        ? "`epswitch open --write --reason TEXT` allows writes."
        : "Start it again with --write and --reason to allow writes.")
  }

  /// Whether the answer would hold tokens of the member: the proxy's headers authorize the request.
  private static func mintsTokens(_ path: String) -> Bool {
    let isEncoded = path.utf8.contains(UInt8(ascii: "%"))
    let plain = (isEncoded ? path.removingPercentEncoding ?? path : path).lowercased()
    let segments = plain.utf8.split(separator: UInt8(ascii: "/"))
      .map { $0.prefix { $0 != UInt8(ascii: ";") } }
    return segments.last?.elementsEqual("tokens".utf8) ?? false
      || segments.contains { $0.elementsEqual("oauth".utf8) }
  }
}
