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

  /// Certificate authorities to trust.
  package enum Authorities: Sendable {
    /// Those of a file, or of a folder of hashed names.
    case path(String)
    /// Certificates in DER.
    case certificates([[UInt8]])
  }

  /// Empty where the address is without TLS.
  package let authorities: [Authorities]

  package init(endpoint: Endpoint, proxy: OutboundProxy? = nil, authorities: [Authorities] = []) {
    self.endpoint = endpoint
    self.proxy = proxy
    self.authorities = authorities
  }
}

extension AccountService {
  /// How this service reaches an address: through the proxy of the environment, by the authorities
  /// of the options, the environment or the system.
  ///
  /// - Throws: ``AccountError`` of the kind `usage` for a proxy that cannot be used, and `network` for
  ///   authorities that cannot be read.
  package func route(to endpoint: Endpoint) throws(AccountError) -> ForwardingRoute {
    let proxy = try proxy(to: endpoint)
    return ForwardingRoute(
      endpoint: endpoint,
      proxy: proxy.map {
        ForwardingRoute.OutboundProxy(
          isSOCKS: $0.kind == .socks5, host: $0.host, port: $0.port, user: $0.user,
          password: $0.password)
      },
      authorities: endpoint.scheme == .https ? try authorities(for: endpoint) : [])
  }

  private func authorities(
    for endpoint: Endpoint
  ) throws(AccountError) -> [ForwardingRoute.Authorities] {
    do throws(APIError) {
      return try TrustStore(file: configuration.authorities, environment: variables.all).sources()
        .map { source in
          switch source {
          case .path(let path): .path(path)
          case .certificates(let all): .certificates(all)
          }
        }
    } catch {
      throw AccountError(
        error, at: Store(endpoint: endpoint, clientID: ""), login: "epswitch login")
    }
  }
}
