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

private func decoded(_ text: Substring) -> String {
  let spaced = text.replacing("+", with: " ")
  return spaced.removingPercentEncoding ?? String(spaced)
}
