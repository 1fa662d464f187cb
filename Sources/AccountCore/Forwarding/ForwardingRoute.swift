package import AccountModel
import CommerceAPI
import ProfileSettings

/// How requests reach the store: what a forwarding server needs besides the identity.
package struct ForwardingRoute: Sendable {
  /// The proxy between this machine and the store.
  package struct OutboundProxy: Sendable {
    /// Whether it is SOCKS 5; else it speaks HTTP.
    package let isSOCKS: Bool
    package let host: String
    package let port: Int
    package let user: String?
    package let password: Secret?
  }

  package let endpoint: Endpoint
  package let proxy: OutboundProxy?

  /// Files, or folders of hashed names, with the certificate authorities to trust; empty for the
  /// library's own choice.
  package let authorities: [String]

  package init(endpoint: Endpoint, proxy: OutboundProxy? = nil, authorities: [String] = []) {
    self.endpoint = endpoint
    self.proxy = proxy
    self.authorities = authorities
  }
}

extension AccountService {
  /// How this service reaches an address: through the proxy of the environment, by the authorities
  /// of the options, the environment or the system.
  package func route(to endpoint: Endpoint) throws(AccountError) -> ForwardingRoute {
    let proxy = try proxy(to: endpoint)
    return ForwardingRoute(
      endpoint: endpoint,
      proxy: proxy.map {
        ForwardingRoute.OutboundProxy(
          isSOCKS: $0.kind == .socks5, host: $0.host, port: $0.port, user: $0.user,
          password: $0.password)
      },
      authorities: TrustStore(file: configuration.authorities, environment: variables.all).paths)
  }
}
