package import AccountModel
import AsyncHTTPClient
import Foundation

/// A web proxy, as the usual environment variables name it.
package struct Proxy: Equatable, Sendable {
  package let host: String
  package let port: Int
  let user: String?
  let password: Secret?

  /// The proxy for an endpoint: `HTTPS_PROXY` or `ALL_PROXY` (also in lower case), unless `NO_PROXY`
  /// names the host. Loopback is never sent through one.
  package static func forEndpoint(
    _ endpoint: Endpoint, environment: [String: String]
  ) -> Proxy? {
    func variable(_ name: String) -> String? {
      [name.lowercased(), name].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    guard !endpoint.isLoopback else { return nil }
    let exceptions = (variable("NO_PROXY") ?? "").split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    guard !exceptions.contains(where: { endpoint.isCovered(by: $0) }) else { return nil }
    return (variable("HTTPS_PROXY") ?? variable("ALL_PROXY")).flatMap(Proxy.init(address:))
  }

  /// Reads `http://user:password@host:port`; the scheme and the port (then 80) may be missing.
  init?(address: String) {
    let whole = address.contains("://") ? address : "http://\(address)"
    guard let parts = URLComponents(string: whole), let host = parts.host, !host.isEmpty
    else { return nil }
    self.host = host
    port = parts.port ?? 80
    user = parts.user
    password = parts.password.map { Secret($0) }
  }

  var configuration: HTTPClient.Configuration.Proxy {
    let authorization = user.map {
      HTTPClient.Authorization.basic(username: $0, password: password?.reveal() ?? "")
    }
    return .server(host: host, port: port, authorization: authorization)
  }
}

extension Endpoint {
  /// Whether an entry of `NO_PROXY` means this host: `*`, the host, or a domain it is in.
  fileprivate func isCovered(by entry: String) -> Bool {
    guard !entry.isEmpty else { return false }
    if entry == "*" { return true }
    let parts = entry.split(separator: ":", maxSplits: 1)
    if parts.count == 2, let entryPort = Int(parts[1]), entryPort != port { return false }
    var domain = String(parts.first ?? "")
    if domain.hasPrefix("*.") { domain.removeFirst() }
    let bare = domain.hasPrefix(".") ? String(domain.dropFirst()) : domain
    return host == bare || host.hasSuffix(".\(bare)")
  }
}
