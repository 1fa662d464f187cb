/// An expression of the query's `filter`: comparisons joined by `:` (and) and `|` (or), where `:`
/// binds more tightly.
struct Filter: Equatable, Sendable {
  enum Operator: String, Sendable {
    case eq, like, ilike, contains, lt, le, gt, ge
    case oneOf = "in"
    case isNull = "is_null"
  }

  struct Comparison: Equatable, Sendable {
    let test: Operator
    let field: String
    /// One value; any number with ``Operator/oneOf``, none with ``Operator/isNull``.
    let values: [String]
  }

  /// One of these has to hold, with all its comparisons.
  let alternatives: [[Comparison]]

  /// - Throws: 400 for what is not an expression, and for an unknown operator.
  init(parsing text: String) throws(CommerceError) {
    var reader = FilterReader(text)
    var alternatives = [[try reader.comparison()]]
    while let separator = reader.next() {
      switch separator {
      case ":": alternatives[alternatives.count - 1].append(try reader.comparison())
      case "|": alternatives.append([try reader.comparison()])
      default: throw FilterReader.refused
      }
    }
    self.alternatives = alternatives
  }
}

/// Reads an expression from left to right.
private struct FilterReader {
  static let refused = CommerceError.badRequest("filter is not a valid expression")

  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func next() -> Character? { rest.popFirst() }

  mutating func comparison() throws(CommerceError) -> Filter.Comparison {
    guard let open = rest.firstIndex(of: "(") else { throw Self.refused }
    let name = rest[..<open].lowercased()
    guard let test = Filter.Operator(rawValue: name) else {
      throw .badRequest("filter has no operator \(name)")
    }
    rest = rest[rest.index(after: open)...]
    var arguments = [try argument()]
    while let separator = next(), separator != ")" {
      guard separator == "," else { throw Self.refused }
      arguments.append(try argument())
    }
    let field = arguments.removeFirst()
    let isComplete =
      switch test {
      case .isNull: arguments.isEmpty
      case .oneOf: !arguments.isEmpty
      default: arguments.count == 1
      }
    guard isComplete, !field.isEmpty else { throw Self.refused }
    return Filter.Comparison(test: test, field: field, values: arguments)
  }

  /// Text up to a comma or the closing parenthesis, or whatever stands in quotes.
  private mutating func argument() throws(CommerceError) -> String {
    rest = rest.drop { $0 == " " }
    if let quote = rest.first, quote == "\"" || quote == "'" {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: quote) else { throw Self.refused }
      defer { rest = rest[rest.index(after: end)...].drop { $0 == " " } }
      return String(rest[..<end])
    }
    guard let end = rest.firstIndex(where: { $0 == "," || $0 == ")" }) else { throw Self.refused }
    defer { rest = rest[end...] }
    return rest[..<end].trimmingSuffix { $0 == " " }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, predicate(last) { text.removeLast() }
    return String(text)
  }
}
