package import Foundation
import HTTPTypes
import HummingbirdCore

/// A request that arrived at the store.
package struct RecordedRequest: Hashable, Sendable {
  /// A header field as it was sent.
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  package let method: String
  /// The path without the query.
  package let path: String
  /// The decoded fields of the query.
  package let query: [String: String]
  package let headers: [Header]
  package let body: Data
  /// The `authentication_mechanism` of a request that mints account tokens.
  package let mechanism: String?

  /// The value of a header field; upper and lower case do not differ.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

extension RecordedRequest {
  init(_ request: Request, body: Data) {
    method = request.method.rawValue
    path = request.uri.path
    query = FormFields(parsing: request.uri.query ?? "").values
    headers = request.headers.map { Header(name: $0.name.rawName, value: $0.value) }
    self.body = body
    mechanism =
      path.hasPrefix(CommercePath.memberTokens)
      ? JSONValue(parsing: body)?["data"]?["authentication_mechanism"]?.text : nil
  }
}
