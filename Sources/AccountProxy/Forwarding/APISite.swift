import AccountCore
import AccountModel
import Foundation
import NIOHTTP1

/// The API of a store: every request carries the tokens, and no answer brings them back.
struct APISite: Site {
  let rules: RequestGuard
  let endpoint: Endpoint

  /// What the path of every address begins with: `/KEY`, or nothing.
  let basePath: String

  func loggedPath(_ target: RequestTarget) -> String? { target.path }

  var searchesBodies: Bool { true }
  var allowsUpgrade: Bool { false }

  /// The libraries of the API begin with a request for an access token. The proxy sends its own with
  /// every request, so a word that stands in for it is all they need, and none leaves epswitch.
  func localAnswer(
    to head: HTTPRequestHead, _ admission: RequestGuard.Admission
  ) async -> LocalAnswer? {
    guard head.method == .POST, admission.target.path == "/oauth/access_token" else { return nil }
    let expires = Int(Date().timeIntervalSince1970) + 3600
    return LocalAnswer(
      .ok, type: "application/json",
      #"{"access_token":"sent-by-epswitch","expires":\#(expires),"expires_in":3600,"#
        + #""identifier":"implicit","token_type":"Bearer"}"#)
  }

  func requestHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, port: Int?
  ) throws -> HTTPHeaders {
    var headers = ForwardedHeaders.endToEnd(headers) { name in
      Self.replaced.contains(name) || ForwardedHeaders.notForwarded.contains(name)
        || FieldNames.begins(name, with: "sec-fetch-")
        || identity.headers.contains { FieldNames.areSame($0.name, name) }
    }
    for field in identity.headers { headers.add(name: field.name, value: field.value) }
    // A compressed answer could not be searched for the tokens.
    headers.add(name: "Accept-Encoding", value: "identity")
    headers.add(name: "Via", value: "1.1 epswitch")
    return headers
  }

  func answerHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, to admission: RequestGuard.Admission
  ) -> HTTPHeaders {
    let secrets = identity.secrets.map { $0.reveal() }
    var answer = HTTPHeaders()
    answer.reserveCapacity(headers.count + 2)
    for (name, value) in ForwardedHeaders.endToEnd(headers)
    where !value.repeats(secrets) && !FieldNames.areSame(name, "set-cookie")
      && !FieldNames.begins(name, with: "access-control-")
    {
      let isLocation = FieldNames.areSame(name, "location")
      answer.add(name: name, value: isLocation ? location(value) : value)
    }
    if let origin = admission.foreignOrigin { CrossOrigin.allow(origin, in: &answer) }
    return answer
  }

  /// An address of the store as one of this server; any other is left to the client, which has no
  /// token to send there.
  private func location(_ value: String) -> String {
    for origin in [endpoint.origin, endpoint.description]
    where value == origin || value.hasPrefix(origin + "/") || value.hasPrefix(origin + "?") {
      let rest = String(value.dropFirst(origin.count))
      return basePath + (rest.hasPrefix("/") ? rest : "/" + rest)
    }
    return value.hasPrefix("/") && !value.hasPrefix("//") ? basePath + value : value
  }

  /// What the client sends of these is not forwarded: the identity is the proxy's, and cookies and
  /// addresses of pages are about this machine.
  private static let replaced: FieldNames = [
    "accept-encoding", "authorization", "cookie", "origin", "referer", HeaderField.accountToken,
    HeaderField.customerToken,
  ]
}
