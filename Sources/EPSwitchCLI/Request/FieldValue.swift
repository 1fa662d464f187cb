import AccountCore
import AccountModel
import Foundation

/// A JSON value made of fields. Objects keep the order of the command line.
enum FieldValue: Equatable {
  case string(String)
  /// A number or a word of JSON, as it was written: no digit is lost.
  case literal(String)
  case array([FieldValue])
  case object([Member])

  struct Member: Equatable {
    let key: String
    var value: FieldValue
  }

  /// The object that fields make together: `a[b]=1` nests, `a[]=1` appends, and `a[][b]=1` goes on
  /// with the last object of the array until it has a `b`.
  ///
  /// - Throws: ``AccountCore/AccountError`` when two fields cannot be combined.
  init(_ fields: [RequestField]) throws(AccountError) {
    self = .object([])
    for field in fields {
      do throws(FieldConflict) {
        try insert(field.value, at: field.steps[...])
      } catch {
        throw AccountError(
          .usage, "The field “\(cleanText(field.key, limit: 60))” conflicts with an earlier field.",
          recoverySuggestion: "Give each field once; use key[]=value for arrays.")
      }
    }
  }

  /// - Parameter value: `nil` is an empty array.
  private mutating func insert(
    _ value: FieldValue?, at steps: ArraySlice<String>
  ) throws(FieldConflict) {
    guard let step = steps.first else { throw FieldConflict() }
    let rest = steps.dropFirst()
    if step.isEmpty {
      try append(value, at: rest)
      return
    }
    guard case .object(var members) = self else { throw FieldConflict() }
    let position = members.firstIndex { $0.key == step }
    if rest.isEmpty {
      guard position == nil, let value else { throw FieldConflict() }
      members.append(Member(key: step, value: value))
    } else if let position {
      try members[position].value.insert(value, at: rest)
    } else {
      var inner: FieldValue = rest.first == "" ? .array([]) : .object([])
      try inner.insert(value, at: rest)
      members.append(Member(key: step, value: inner))
    }
    self = .object(members)
  }

  private mutating func append(
    _ value: FieldValue?, at steps: ArraySlice<String>
  ) throws(FieldConflict) {
    guard case .array(var elements) = self else { throw FieldConflict() }
    if steps.isEmpty {
      if let value { elements.append(value) }
    } else {
      var element = elements.last.flatMap { $0.takes(steps) ? $0 : nil }
      if element != nil {
        elements.removeLast()
      } else {
        element = steps.first == "" ? .array([]) : .object([])
      }
      try element?.insert(value, at: steps)
      if let element { elements.append(element) }
    }
    self = .array(elements)
  }

  /// Whether the value has room at the place where the steps lead.
  private func takes(_ steps: ArraySlice<String>) -> Bool {
    guard let step = steps.first, !step.isEmpty, case .object(let members) = self else {
      return false
    }
    guard let member = members.first(where: { $0.key == step }) else { return true }
    let rest = steps.dropFirst()
    return rest.first == "" || (!rest.isEmpty && member.value.takes(rest))
  }

  private struct FieldConflict: Error {}
}

extension FieldValue {
  /// As JSON on one line.
  var json: String {
    switch self {
    case .string(let text): quoted(text)
    case .literal(let text): text
    case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }

  /// As the value of a query; `nil` for what has no text of its own.
  var queryText: String? {
    switch self {
    case .string(let text), .literal(let text): text
    case .array, .object: nil
    }
  }
}

/// A text as JSON has it.
private func quoted(_ text: String) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  // A string always encodes.
  return String(decoding: try! encoder.encode(text), as: UTF8.self)
}
