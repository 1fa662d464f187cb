package import AccountModel
import AsyncHTTPClient
import Foundation

/// A proxy between this machine and the store, as the usual environment variables name it.
package struct Proxy: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case http
    /// SOCKS 5; the proxy resolves the host name.
    case socks5
  }

  package let kind: Kind
  package let host: String
  package let port: Int
  package let user: String?
  package let password: Secret?
  /// The environment variable that names it.
  package let variable: String

  /// The proxy for an endpoint: `HTTPS_PROXY` or `ALL_PROXY` (also in lower case, which goes first),
  /// unless `NO_PROXY` names the host. Loopback is never sent through one.
  ///
  /// - Throws: ``ProxyError`` for a proxy that is not valid or not supported; it is never passed
  ///   over, since that would mean a direct connection.
  package static func forEndpoint(
    _ endpoint: Endpoint, environment: [String: String]
  ) throws(ProxyError) -> Proxy? {
    func variable(_ name: String) -> (name: String, value: String)? {
      [name.lowercased(), name].lazy
        .compactMap { name in environment[name].map { (name, $0) } }.first { !$0.value.isEmpty }
    }
    guard !endpoint.isLoopback else { return nil }
    let exceptions = ProxyExceptions(variable("NO_PROXY")?.value ?? "")
    guard !exceptions.cover(endpoint) else { return nil }
    guard let (name, value) = variable("HTTPS_PROXY") ?? variable("ALL_PROXY") else { return nil }
    return try Proxy(address: value, variable: name)
  }

  /// Reads `http://user:password@host:port` or `socks5://host:port`; the scheme (then `http`) and
  /// the port (then 80, or 1080 for SOCKS) may be missing.
  ///
  /// - Parameter variable: where the address comes from, for the error.
  init(address: String, variable: String) throws(ProxyError) {
    let whole = address.contains("://") ? address : "http://\(address)"
    guard let parts = URLComponents(string: whole), let scheme = parts.scheme?.lowercased(),
      let host = parts.host?.trimmingCharacters(in: CharacterSet(charactersIn: "[]")),
      !host.isEmpty
    else { throw ProxyError(variable: variable, fault: .invalid) }
    switch scheme {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks5
    default: throw ProxyError(variable: variable, fault: .unsupportedScheme(cleanText(scheme)))
    }
    port = parts.port ?? (kind == .http ? 80 : 1080)
    guard (1...65_535).contains(port) else {
      throw ProxyError(variable: variable, fault: .invalid)
    }
    guard kind == .http || parts.user == nil else {
      throw ProxyError(variable: variable, fault: .unsupportedSOCKSPassword)
    }
    self.host = host
    self.variable = variable
    user = parts.user
    password = parts.password.map { Secret($0) }
  }

  /// Host and port, as messages name it.
  package var address: String {
    let host = cleanText(host, limit: 100)
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  var configuration: HTTPClient.Configuration.Proxy {
    switch kind {
    case .http:
      let authorization = user.map {
        HTTPClient.Authorization.basic(username: $0, password: password?.reveal() ?? "")
      }
      return .server(host: host, port: port, authorization: authorization)
    case .socks5: return .socksServer(host: host, port: port)
    }
  }
}

/// Why the proxy that the environment names is not used. It never quotes the address, which may
/// hold a password.
package struct ProxyError: Error, Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    case invalid
    case unsupportedScheme(String)
    case unsupportedSOCKSPassword
  }

  /// The environment variable that names the proxy.
  package let variable: String
  package let fault: Fault

  package init(variable: String, fault: Fault) {
    self.variable = variable
    self.fault = fault
  }

  /// A clause without a full stop.
  package var reason: String {
    switch fault {
    case .invalid: "it is not an address such as http://proxy.example:3128"
    case .unsupportedScheme(let scheme):
      "proxies of the kind \(scheme):// are not supported, only http:// and socks5://"
    case .unsupportedSOCKSPassword: "a user name is not supported for a SOCKS proxy"
    }
  }
}
