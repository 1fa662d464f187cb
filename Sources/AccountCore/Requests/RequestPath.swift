package import AccountModel
import Foundation

/// Path and query of a request, percent-encoded, relative to the store.
package struct RequestPath: Hashable, Sendable {
  /// Begins with a slash; without the query.
  private let path: String
  private(set) var query: [QueryItem]

  /// A part of a query, percent-encoded; `value` is `nil` where there is no `=`.
  struct QueryItem: Hashable, Sendable {
    let name: String
    var value: String?

    fileprivate var text: String { value.map { "\(name)=\($0)" } ?? name }
  }

  /// Reads a path, with or without its first slash, or a whole address of the store itself.
  ///
  /// - Throws: ``AccountError`` of the kind `usage` for an address of anything else: tokens belong to one store.
  package init(_ text: String, of store: Store) throws(AccountError) {
    var rest = text[...]
    if let address = text.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\/?#]*/) {
      guard (try? Endpoint(String(address.output))) == store.endpoint else {
        throw Self.foreign(text, store)
      }
      rest = text[address.range.upperBound...]
    } else if text.hasPrefix("//") {
      throw Self.foreign(text, store)
    }
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = encodedForAddress(parts.first ?? "")
    self.path = path.hasPrefix("/") ? path : "/\(path)"
    query = (parts.count < 2 ? "" : parts[1]).split(separator: "&").map { item in
      let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(encodedForAddress)
      return QueryItem(name: sides[0], value: sides.count < 2 ? nil : sides[1])
    }
  }

  private static func foreign(_ text: String, _ store: Store) -> AccountError {
    AccountError(
      .usage,
      "“\(cleanText(text, limit: 100))” is not an address of \(store.endpoint), and tokens are "
        + "sent nowhere else.",
      recoverySuggestion: "Give the path alone, such as /v2/accounts.")
  }

  /// As the request line has it.
  package var text: String {
    query.isEmpty ? path : path + "?" + query.map(\.text).joined(separator: "&")
  }

  /// Adds a part to the query.
  package mutating func append(_ name: String, _ value: String) {
    query.append(QueryItem(name: fullyEncoded(name), value: fullyEncoded(value)))
  }

  /// The number of records a part of the query gives, by its plain name; setting it replaces or
  /// adds the part.
  subscript(count name: String) -> RecordCount? {
    get {
      query.last { $0.name.removingPercentEncoding == name }?.value
        .flatMap { Int($0) }.map { RecordCount(clamping: $0) }
    }
    set {
      query.removeAll { $0.name.removingPercentEncoding == name }
      if let newValue { append(name, String(newValue.value)) }
    }
  }
}

/// Encodes what may not stand in an address, and leaves what is encoded already.
private func encodedForAddress(_ text: some StringProtocol) -> String {
  var encoded = ""
  let bytes = Array(text.utf8)
  for (position, byte) in bytes.enumerated() {
    let isEscape =
      byte == UInt8(ascii: "%") && bytes.count > position + 2
      && bytes[position + 1...position + 2].allSatisfy { Unicode.Scalar($0).isHexDigit }
    if isEscape || legal.contains(byte) {
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      encoded += percentEncoded(byte)
    }
  }
  return encoded
}

/// Encodes a name or a value of a query.
private func fullyEncoded(_ text: String) -> String {
  text.utf8.map { byte in
    unreserved.contains(byte) ? String(Unicode.Scalar(byte)) : percentEncoded(byte)
  }.joined()
}

private func percentEncoded(_ byte: UInt8) -> String {
  "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

/// RFC 3986, section 2.3.
private let unreserved = Set(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

/// What a path and a query may hold as it is (RFC 3986, sections 3.3 and 3.4). Brackets are not
/// among it.
private let legal = unreserved.union("!$&'()*+,;=:@/?".utf8)

extension Unicode.Scalar {
  fileprivate var isHexDigit: Bool { properties.isASCIIHexDigit }
}
