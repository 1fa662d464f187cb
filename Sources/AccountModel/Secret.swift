/// Text that must not be shown by accident: a password, an access token, an account token.
///
/// Printing, interpolating, dumping and reflecting it give `[redacted]`; the text comes out only
/// through ``reveal()``, so that every place that reads it can be found by searching for the word.
package struct Secret: Hashable, Sendable {
  private let text: String

  package init(_ text: String) { self.text = text }

  /// The secret itself. The caller answers for where it goes.
  package func reveal() -> String { text }

  package var isEmpty: Bool { text.isEmpty }

  /// Whether the text can stand in an HTTP header: visible ASCII only, so that a hostile value
  /// cannot add headers of its own, and no longer than a server would take.
  package var fitsHeader: Bool {
    var text = text
    // A buffer is read several times faster than a view.
    return text.withUTF8 { bytes in
      !bytes.isEmpty && bytes.count <= Self.headerLimit
        && bytes.allSatisfy { 0x21 <= $0 && $0 <= 0x7E }
    }
  }

  /// Bytes; servers take 8 KiB to 64 KiB for all headers together.
  private static let headerLimit = 32 << 10
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "[redacted]" }
  package var debugDescription: String { "[redacted]" }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// What makes the API answer as an account, until it expires. There is no refresh token: renewing
/// means minting again.
package struct AccountToken: Hashable, Sendable {
  package let secret: Secret

  /// `nil` when the store said nothing we could read.
  package let expiry: Expiry?

  package init(secret: Secret, expiry: Expiry?) {
    self.secret = secret
    self.expiry = expiry
  }
}
