package import AccountCore
import NIOCore

/// A running proxy to the API of a store.
package struct APIProxy: Sendable {
  package let server: ProxyServer

  /// The address that programs use in place of the store's, without a slash at its end; for a socket
  /// file, the one they write besides it.
  package let baseAddress: String

  /// - Parameters:
  ///   - allowedOrigins: pages of these origins may use it, such as `http://localhost:3000`.
  ///   - log: told about every request; `nil` where nothing is logged.
  /// - Throws: ``AccountError`` when it cannot listen.
  package static func start(
    _ listener: ProxyServer.Listener, to route: ForwardingRoute,
    authority: any RequestAuthority, allowedOrigins: Set<String> = [],
    limits: ProxyServer.Limits = ProxyServer.Limits(),
    log: (@Sendable (RequestLogEntry) -> Void)? = nil
  ) async throws(AccountError) -> APIProxy {
    let place: RequestGuard.KeyPlace
    let basePath: String
    switch listener {
    case .port:
      let key = AccessKey()
      (place, basePath) = (.path(key), "/\(key.text)")
    case .socket: (place, basePath) = (.none, "")
    }
    let site = APISite(
      rules: RequestGuard(key: place, allowedOrigins: allowedOrigins), endpoint: route.endpoint,
      basePath: basePath)
    let handler = ConnectionHandler(
      site: site, authority: authority, forwarder: Forwarder(route, answerLimit: limits.answer),
      log: log,
      idleLimit: .seconds(Int64(limits.idle)))
    let server = try await ProxyServer.start(listener, handler, limits: limits)
    return APIProxy(
      server: server,
      baseAddress: server.port.map { "http://127.0.0.1:\($0)\(basePath)" } ?? "http://localhost")
  }
}
