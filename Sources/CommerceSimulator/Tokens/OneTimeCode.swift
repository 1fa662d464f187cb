package import Foundation

/// A one-time password that the store would have sent by e-mail.
package struct OneTimeCode: Hashable, Sendable {
  package let username: String
  package let passwordProfileID: String
  package let code: String
  package let expires: Date
}
