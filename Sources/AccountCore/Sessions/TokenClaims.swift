package import AccountModel
import Foundation

/// What a token says about itself. A client cannot verify it, so it is shown and never relied on.
package struct TokenClaims: Sendable {
  /// Names and values in words, the known ones first, cleaned.
  package let entries: [(name: String, value: String)]

  /// Reads the claims of a JSON Web Token (RFC 7519); `nil` for anything else.
  package init?(_ token: Secret) {
    let parts = token.reveal().split(separator: ".", omittingEmptySubsequences: false)
    guard
      parts.count == 3, let payload = Data(base64URL: parts[1]),
      // The claims of a token are flat; what a decoder costs grows with the depth.
      let outline = JSONOutline(payload), outline.depth <= Self.mostDepth,
      let claims = try? JSONDecoder().decode([String: ClaimValue].self, from: payload)
    else { return nil }
    let order = Self.known.enumerated().map { ($1, $0) }
    let ranks = Dictionary(uniqueKeysWithValues: order)
    entries = claims.map { (name: cleanText($0.key, limit: 40), value: $0.value.text) }
      .sorted {
        (ranks[$0.name] ?? Int.max, $0.name) < (ranks[$1.name] ?? Int.max, $1.name)
      }
  }

  package subscript(name: String) -> String? { entries.first { $0.name == name }?.value }

  private static let mostDepth = 8

  private static let known = ["scope", "sub", "store_id", "realm_id", "iat", "exp"]
}

/// A claim of any shape, in words.
private struct ClaimValue: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self.text = cleanText(text)
    } else if let number = try? value.decode(Int64.self) {
      text = String(number)
    } else if let number = try? value.decode(Double.self) {
      text = String(number)
    } else if let truth = try? value.decode(Bool.self) {
      text = String(truth)
    } else if let list = try? value.decode([ClaimValue].self) {
      text = list.map(\.text).joined(separator: ", ")
    } else {
      text = value.decodeNil() ? "null" : "…"
    }
  }
}

extension Data {
  /// Reads base64 in the alphabet of addresses, without padding (RFC 4648, 5).
  fileprivate init?(base64URL text: some StringProtocol) {
    guard !text.contains("=") else { return nil }
    let standard = text.replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
    self.init(base64Encoded: standard + padding)
  }
}
