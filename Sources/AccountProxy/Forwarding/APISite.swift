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
    let own = Set(identity.headers.map { $0.name.lowercased() }).union(Self.replaced)
    var headers = ForwardedHeaders.endToEnd(headers).without {
      own.contains($0) || ForwardedHeaders.local.contains($0)
        || ForwardedHeaders.methodOverrides.contains($0) || $0.hasPrefix("sec-fetch-")
    }
    for field in identity.headers { headers.add(name: field.name, value: field.value) }
    // A compressed answer could not be searched for the tokens.
    headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
    headers.add(name: "Via", value: "1.1 epswitch")
    return headers
  }

  func answerHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, to admission: RequestGuard.Admission
  ) -> HTTPHeaders {
    let secrets = identity.secrets.map { $0.reveal() }
    var answer = ForwardedHeaders.endToEnd(headers).without {
      $0 == "set-cookie" || $0.hasPrefix("access-control-")
    }
    answer = HTTPHeaders(
      answer.filter { field in !secrets.contains { field.value.contains($0) } }
        .map { ($0.name, $0.name.lowercased() == "location" ? location($0.value) : $0.value) })
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

  /// What the client sends of these is not forwarded, in lower case: the identity is the proxy's, and
  /// cookies and addresses of pages are about this machine.
  private static let replaced: Set<String> = [
    "accept-encoding", "authorization", "cookie", "origin", "referer",
    HeaderField.accountToken.lowercased(), HeaderField.customerToken.lowercased(),
  ]
}
