import AccountModel
package import Foundation

/// One request to the store, relative to its endpoint.
package struct HTTPRequest: Sendable {
  package var method: String
  /// Begins with `/`; already percent-encoded, query included.
  package var path: String
  package var headers: [(name: String, value: String)]
  package var body: Data?

  /// Whether sending it twice does no harm. A proof that works once (an authorization code, a
  /// one-time password) makes it false: then it is sent again only when it certainly was not read.
  package var isRepeatable: Bool

  package init(
    _ method: String, _ path: String, headers: [(name: String, value: String)] = [],
    body: Data? = nil, isRepeatable: Bool = true
  ) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
    self.isRepeatable = isRepeatable
  }
}

/// What came back, whole.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: Data
  /// When the request left and the answer came, by this machine's clock.
  package let sent: Date
  package let received: Date

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
