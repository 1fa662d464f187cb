import AccountCore
import AccountModel
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// A storefront: its pages get the account's cookie, the browser does not, and a bar above them says
/// who is acted as.
struct StorefrontSite: Site {
  let rules: RequestGuard
  let key: AccessKey
  let keyCookie: String
  let endpoint: Endpoint

  /// The name of the cookie in which the storefront keeps the account.
  let accountCookie: String

  /// The value of ``accountCookie``, without characters that a cookie cannot hold; `nil` where the
  /// storefront has none for such a session.
  let cookieValue: @Sendable (ForwardingIdentity) -> String?

  /// Whom requests act as, now and after each change.
  let changes: @Sendable () -> AsyncStream<Result<ForwardingIdentity, AccountError>>
  let now: @Sendable () -> Date

  var searchesBodies: Bool { false }
  var allowsUpgrade: Bool { true }

  func loggedPath(_ target: RequestTarget) -> String? {
    if target.path == Self.eventsPath { return nil }
    return key.matches(target.splitAtKey.key) ? target.splitAtKey.rest.path : target.path
  }

  static let eventsPath = "/.epswitch/events"

  // MARK: - The bar

  func localAnswer(
    to head: HTTPRequestHead, _ admission: RequestGuard.Admission
  ) async -> LocalAnswer? {
    let (first, rest) = admission.target.splitAtKey
    if key.matches(first) { return unlock(to: rest) }
    if admission.target.path == Self.eventsPath { return events() }
    // A page that fills a window gets the bar around it; the same address in the frame is the page.
    guard head.method == .GET, head.headers.first(name: "Sec-Fetch-Dest") == "document" else {
      return nil
    }
    return StorefrontPage(framing: admission.target, of: endpoint).answer
  }

  /// A person in a browser reads an error as a page.
  func presented(_ answer: LocalAnswer, to head: HTTPRequestHead) -> LocalAnswer {
    guard let detail = answer.detail,
      head.headers["Accept"].contains(where: { $0.contains("text/html") })
    else { return answer }
    return RefusalPage(status: answer.status, detail: detail).answer
  }

  /// Takes the key out of the address into a cookie, which no page and no other site can read.
  private func unlock(to target: RequestTarget) -> LocalAnswer {
    var answer = LocalAnswer(.seeOther, type: nil, "")
    answer.headers.add(name: "Location", value: target.text)
    answer.headers.add(
      name: "Set-Cookie",
      value: "\(keyCookie)=\(key.text); Path=/; HttpOnly; SameSite=Strict")
    answer.headers.add(name: "Referrer-Policy", value: "no-referrer")
    return answer
  }

  private func events() -> LocalAnswer {
    var answer = LocalAnswer(.ok, type: "text/event-stream", "")
    let changes = changes()
    // Each event says all there is to say, so the last one counts.
    answer.stream = AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let latest = Latest()
      let tell: @Sendable () -> Void = { [now, endpoint] in
        guard let change = latest.change.withLock(\.self) else { return }
        let event = StorefrontEvent(change, at: now(), storefront: endpoint)
        continuation.yield(ByteBuffer(string: "data: \(event.json)\n\n"))
      }
      let task = Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            for await change in changes {
              latest.change.withLock { $0 = change }
              tell()
            }
          }
          group.addTask { while (try? await Task.sleep(for: Self.pulse)) != nil { tell() } }
          await group.next()
          group.cancelAll()
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
    return answer
  }

  /// How often the bar is told the same again: a process that is stopped (Ctrl-Z) keeps its
  /// connections, so that silence is the only sign of it.
  private static let pulse = Duration.milliseconds(700)

  /// After how many milliseconds of silence the bar names nobody any more.
  static let silenceLimit = 2000

  // MARK: - Requests

  func requestHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, port: Int?
  ) throws -> HTTPHeaders {
    var cookies = RequestCookies(headers)
    cookies.remove { $0 == keyCookie || $0 == accountCookie }
    if let value = cookieValue(identity) { cookies.add(accountCookie, value) }
    var forwarded = ForwardedHeaders.endToEnd(headers) {
      Self.replaced.contains($0) || ForwardedHeaders.notForwarded.contains($0)
    }
    // The storefront compares them with its own address.
    for name in ["Origin", "Referer"] {
      guard let value = forwarded.first(name: name), let port else { continue }
      for own in RequestGuard.ownHosts(port).map({ "http://\($0)" }) where value.hasPrefix(own) {
        forwarded.replaceOrAdd(
          name: name, value: endpoint.description + value.dropFirst(own.count))
      }
    }
    if let header = cookies.header { forwarded.add(name: "Cookie", value: header) }
    return forwarded
  }

  private static let replaced: FieldNames = [
    "cookie", HeaderField.accountToken, HeaderField.customerToken,
  ]

  // MARK: - Answers

  func answerHeaders(
    _ headers: HTTPHeaders, as identity: ForwardingIdentity, to admission: RequestGuard.Admission
  ) -> HTTPHeaders {
    let secrets = identity.secrets.map { $0.reveal() }
    var answer = HTTPHeaders()
    for (name, value) in ForwardedHeaders.endToEnd(headers) {
      if value.repeats(secrets) { continue }
      switch name.lowercased() {
      case "x-frame-options", "strict-transport-security", "content-security-policy-report-only":
        continue
      case "content-security-policy": answer.add(name: name, value: Self.framable(value))
      case "location": answer.add(name: name, value: location(value))
      case "set-cookie":
        if let cookie = localCookie(value) { answer.add(name: name, value: cookie) }
      default: answer.add(name: name, value: value)
      }
    }
    // What was made for one account is not shown to the next.
    answer.replaceOrAdd(name: "Cache-Control", value: "no-store")
    return answer
  }

  /// A content security policy that lets the bar frame the page, and lets the page be on http.
  static func framable(_ policy: String) -> String {
    let removed = ["frame-ancestors", "upgrade-insecure-requests", "block-all-mixed-content"]
    let directives = policy.split(separator: ";").map {
      String($0).trimmingCharacters(in: .whitespaces)
    }
    let kept = directives.filter { directive in
      let name = directive.prefix { $0 != " " }.lowercased()
      return !name.isEmpty && !removed.contains(name)
    }
    return (kept + ["frame-ancestors 'self'"]).joined(separator: "; ")
  }

  private func location(_ value: String) -> String {
    for origin in [endpoint.origin, endpoint.description]
    where value == origin || value.hasPrefix(origin + "/") || value.hasPrefix(origin + "?") {
      let rest = String(value.dropFirst(origin.count))
      return rest.hasPrefix("/") ? rest : "/" + rest
    }
    return value
  }

  /// A cookie of the storefront as one of this address; `nil` for those the browser must not have.
  private func localCookie(_ value: String) -> String? {
    var parts = value.split(separator: ";").map {
      String($0).trimmingCharacters(in: .whitespaces)
    }
    guard let name = parts.first?.prefix(while: { $0 != "=" }), name != accountCookie,
      name != keyCookie
    else { return nil }
    parts.removeAll { $0.lowercased().hasPrefix("domain=") }
    if !name.hasPrefix("__Host-"), !name.hasPrefix("__Secure-") {
      parts.removeAll { $0.lowercased() == "secure" }
      parts = parts.map { $0.lowercased() == "samesite=none" ? "SameSite=Lax" : $0 }
    }
    return parts.joined(separator: "; ")
  }
}

/// What a stream of events told last.
private final class Latest: Sendable {
  let change = Mutex<Result<ForwardingIdentity, AccountError>?>(nil)
}

/// What the bar is told of whom requests act as.
struct StorefrontEvent: Encodable {
  var account: String?
  var id: String?
  var member: String?
  var profile: String?
  var secondsLeft: Int64?
  var isProduction = false
  var failure: String?

  init(
    _ change: Result<ForwardingIdentity, AccountError>, at now: Date, storefront: Endpoint
  ) {
    switch change {
    case .success(let identity):
      account = identity.account.displayName
      id = identity.account.id.rawValue
      member = identity.member.displayName
      profile = identity.profileName
      secondsLeft = identity.secondsLeft(at: now)
      isProduction = identity.isProduction
    case .failure(let error): failure = error.userMessage.text.string
    }
  }

  /// On one line.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
