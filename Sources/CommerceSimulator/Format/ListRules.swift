import Foundation

/// By which fields a list can be filtered and sorted, as the vendor's specification lists them;
/// every other field is 400.
struct ListRules: Sendable {
  /// A field of `filter`: with which operators, and where a row has its value.
  struct Field: Sendable {
    let operators: Set<Filter.Operator>
    /// Names of members; an array on the way stands for each of its elements.
    let path: String

    init(_ operators: Set<Filter.Operator>, at path: String) {
      self.operators = operators
      self.path = path
    }
  }

  var fields: [String: Field] = [:]
  /// Where a row has the value of a field of `sort`.
  var sortPaths: [String: String] = [:]
  /// Whether `eq` ignores case.
  var foldsCase = false

  static let none = ListRules()
  static let order: Set<Filter.Operator> = [.lt, .le, .eq, .gt, .ge]
}

extension ListRules {
  /// The rows that `filter` lets pass, in the order of `sort`.
  func apply(to rows: [JSONValue], query: [String: String]) throws(CommerceError) -> [JSONValue] {
    var rows = rows
    if let text = query["filter"] {
      let filter = try Filter(parsing: text)
      for comparison in filter.alternatives.joined() {
        guard let field = fields[comparison.field] else {
          throw .badRequest("filter has no field \(comparison.field)")
        }
        guard field.operators.contains(comparison.test) else {
          throw .badRequest("\(comparison.field) has no \(comparison.test.rawValue)")
        }
      }
      rows = rows.filter { row in
        filter.alternatives.contains { $0.allSatisfy { holds($0, for: row) } }
      }
    }
    if let name = query["sort"] {
      let descends = name.hasPrefix("-")
      guard let path = sortPaths[descends ? String(name.dropFirst()) : name] else {
        throw .badRequest("cannot sort by \(name)")
      }
      let keyed = rows.map { (key: $0.values(at: path).first?.comparable ?? "", row: $0) }
      // Sorting is stable, so that rows of one key keep their order either way.
      rows = keyed.sorted { descends ? $0.key > $1.key : $0.key < $1.key }.map(\.row)
    }
    return rows
  }

  private func holds(_ comparison: Filter.Comparison, for row: JSONValue) -> Bool {
    guard let field = fields[comparison.field] else { return false }
    let values = row.values(at: field.path).filter { $0 != .null }
    let wanted = comparison.values.first ?? ""
    return switch comparison.test {
    case .isNull: values.isEmpty
    case .eq: values.contains { isEqual($0.comparable, wanted) }
    case .oneOf: values.contains { value in comparison.values.contains(value.comparable) }
    case .contains: values.contains { $0.comparable == wanted }
    case .like: values.contains { $0.comparable.matches(wildcards: wanted) }
    case .ilike:
      values.contains { $0.comparable.lowercased().matches(wildcards: wanted.lowercased()) }
    case .lt: values.contains { $0.order(wanted) == .orderedAscending }
    case .le: values.contains { $0.order(wanted) != .orderedDescending }
    case .gt: values.contains { $0.order(wanted) == .orderedDescending }
    case .ge: values.contains { $0.order(wanted) != .orderedAscending }
    }
  }

  private func isEqual(_ value: String, _ wanted: String) -> Bool {
    foldsCase ? value.lowercased() == wanted.lowercased() : value == wanted
  }
}

extension JSONValue {
  /// The values at a path of member names; each element of an array on the way counts.
  fileprivate func values(at path: String) -> [JSONValue] {
    path.split(separator: ".").reduce([self]) { found, name in
      found.flatMap { value -> [JSONValue] in
        switch value[String(name)] {
        case .array(let elements): elements
        case let member?: [member]
        case nil: []
        }
      }
    }
  }

  /// The value as text, as filters compare and sorting orders it.
  fileprivate var comparable: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let value): "\(value)"
    default: ""
    }
  }

  /// How the value and a filter's text are ordered: as numbers where both are, else as text.
  fileprivate func order(_ wanted: String) -> ComparisonResult {
    if case .integer(let number) = self, let other = Int64(wanted) {
      return number < other ? .orderedAscending : number > other ? .orderedDescending : .orderedSame
    }
    let text = comparable
    return text < wanted ? .orderedAscending : text > wanted ? .orderedDescending : .orderedSame
  }
}

extension String {
  /// Whether the text is the pattern, in which `*` at the start or the end stands for anything.
  fileprivate func matches(wildcards pattern: String) -> Bool {
    let opens = pattern.hasPrefix("*")
    let closes = pattern.count > 1 && pattern.hasSuffix("*")
    let middle = String(pattern.dropFirst(opens ? 1 : 0).dropLast(closes ? 1 : 0))
    return switch (opens, closes) {
    case (true, true): middle.isEmpty || contains(middle)
    case (true, false): hasSuffix(middle)
    case (false, true): hasPrefix(middle)
    case (false, false): self == middle
    }
  }
}
