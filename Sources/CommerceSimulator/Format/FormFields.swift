import Foundation

/// The decoded fields of a query or of a form-encoded body; the last of a name wins.
struct FormFields: Sendable, Equatable {
  let values: [String: String]

  init(values: [String: String]) { self.values = values }

  init(parsing text: String) {
    var values: [String: String] = [:]
    for field in text.split(separator: "&") {
      let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[decoded(halves[0])] = halves.count == 2 ? decoded(halves[1]) : ""
    }
    self.values = values
  }

  subscript(_ name: String) -> String? { values[name] }
}

extension FormFields {
  /// Fields as a query; whatever is not unreserved in RFC 3986 is percent-encoded.
  static func text(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
  }
}

private func encoded(_ text: String) -> String {
  text.utf8.map { byte in
    unreserved.contains(byte)
      ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }.joined()
}

private let unreserved = Set(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

private func decoded(_ text: Substring) -> String {
  let spaced = text.replacing("+", with: " ")
  return spaced.removingPercentEncoding ?? String(spaced)
}
