package import AccountCore
package import Foundation
import NIOCore

/// A running server that shows a storefront as whoever acts now.
package struct StorefrontProxy: Sendable {
  package let server: ProxyServer

  /// What a browser opens; it holds the key, which the browser then keeps in a cookie.
  package let address: String

  /// - Parameters:
  ///   - accountCookie: the name of the cookie in which the storefront keeps the account.
  ///   - cookieValue: its value, of characters that a cookie can hold.
  ///   - changes: whom requests act as, now and after each change.
  ///   - log: told about every request; `nil` where nothing is logged.
  /// - Throws: ``AccountError`` when it cannot listen.
  package static func start(
    port: Int, to route: ForwardingRoute, authority: any RequestAuthority, accountCookie: String,
    cookieValue: @escaping @Sendable (ForwardingIdentity) -> String?,
    changes: @escaping @Sendable () -> AsyncStream<Result<ForwardingIdentity, AccountError>>,
    now: @escaping @Sendable () -> Date,
    log: (@Sendable (RequestLogEntry) -> Void)? = nil
  ) async throws(AccountError) -> StorefrontProxy {
    let key = AccessKey()
    // Cookies do not tell ports apart, so two runs need two names.
    let keyCookie = "epswitch-\(AccessKey().text.prefix(8))"
    let site = StorefrontSite(
      rules: RequestGuard(key: .cookie(name: keyCookie, key), allowedOrigins: []), key: key,
      keyCookie: keyCookie, endpoint: route.endpoint, accountCookie: accountCookie,
      cookieValue: cookieValue, changes: changes, now: now)
    var limits = ProxyServer.Limits()
    // The bar listens for events without an end, and somebody waits for the shell.
    limits.drain = .milliseconds(200)
    let handler = ConnectionHandler(
      site: site, authority: authority, forwarder: Forwarder(route), log: log,
      idleLimit: .seconds(Int64(limits.idle)))
    let server = try await ProxyServer.start(.port(port), handler, limits: limits)
    return StorefrontProxy(
      server: server, address: "http://127.0.0.1:\(server.port ?? 0)/\(key.text)/")
  }
}
