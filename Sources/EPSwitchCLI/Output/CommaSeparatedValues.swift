import Foundation

/// Rows as comma-separated values (RFC 4180). Names and reasons come from strangers, so no cell is one
/// that a spreadsheet takes for a formula.
func commaSeparated(_ rows: [[String]]) -> String {
  rows.map { row in row.map { field(withoutFormula($0)) }.joined(separator: ",") }
    .joined(separator: "\n")
}

/// An apostrophe in front makes a formula text; the wide forms of the signs begin formulas too, and so
/// do the signs behind a blank or a tab.
private func withoutFormula(_ text: String) -> String {
  let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
  guard let first, "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first) else {
    return text
  }
  return "'" + text
}

/// A field in quotes where it needs them.
private func field(_ text: String) -> String {
  // By scalars: a quote with an accent on it is one Character, and still a quote.
  guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
    return text
  }
  return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"", options: .literal) + "\""
}
