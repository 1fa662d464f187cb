import Crypto
import Foundation

/// Writes and reads the store's JSON Web Tokens, HS256.
struct TokenSigner: Sendable {
  private let key: SymmetricKey

  /// The key follows from the seed, so a simulator that was started again knows its tokens.
  init(seed: UInt64) {
    key = SymmetricKey(data: SHA256.hash(data: Data("commerce simulator \(seed)".utf8)))
  }

  func token(_ claims: JSONValue) -> String {
    let signed = "\(header).\(claims.data.base64URL)"
    let signature = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
    return "\(signed).\(Data(signature).base64URL)"
  }

  /// The claims of a token that this store signed, and nil for any other text.
  func claims(of token: String) -> JSONValue? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let signature = Data(base64URL: parts[2]),
      let claims = Data(base64URL: parts[1]),
      HMAC<SHA256>.isValidAuthenticationCode(
        signature, authenticating: Data("\(parts[0]).\(parts[1])".utf8), using: key)
    else { return nil }
    return JSONValue(parsing: claims)
  }
}

private let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64URL

extension Data {
  /// Base 64 in the alphabet of RFC 4648 section 5, without padding.
  var base64URL: String {
    var bytes = [UInt8](base64EncodedData())
    while bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "+"): bytes[index] = UInt8(ascii: "-")
      case UInt8(ascii: "/"): bytes[index] = UInt8(ascii: "_")
      default: break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  init?(base64URL text: some StringProtocol) {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    self.init(base64Encoded: plain + padding)
  }
}
