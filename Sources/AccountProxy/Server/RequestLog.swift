package import AccountCore
import AccountModel
package import Foundation

/// What is said of one request: nothing of its query, its header or its body.
package struct RequestLogEntry: Sendable {
  package let time: Date
  package let method: String

  /// Cleaned, without key and query.
  package let path: String

  /// `nil` when the client went away before the answer was complete.
  package let status: Int?
  package let milliseconds: Int

  /// Whom the request acted as; `nil` for what was not forwarded.
  package let identity: ForwardingIdentity?
}
