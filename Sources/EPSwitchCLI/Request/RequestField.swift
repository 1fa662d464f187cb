import AccountCore
import AccountModel
import Foundation

/// One `key=value` of the command line.
struct RequestField {
  /// The key as it was written: `data[name]`.
  let key: String

  /// The keys that lead to the value; an empty one means an element of an array.
  let steps: [String]

  /// `nil` where there is no `=`, which makes an empty array.
  let value: FieldValue?

  /// Reads `-f`: the value is text.
  init(raw text: String) throws(AccountError) {
    try self.init(text) { .string($0) }
  }

  /// Reads `-F`: the words of JSON and numbers are what they are; `@file` is the text of a file,
  /// `@-` that of stdin.
  init(typed text: String) throws(AccountError) {
    try self.init(text) { value throws(AccountError) in
      if value.hasPrefix("@") {
        let file = String(value.dropFirst())
        return .string(String(decoding: try RequestInput.read(file), as: UTF8.self))
      }
      switch value {
      case "true": return .literal("true")
      case "false": return .literal("false")
      case "null": return .literal("null")
      default: return value.isJSONNumber ? .literal(value) : .string(value)
      }
    }
  }

  private init(
    _ text: String, read: (String) throws(AccountError) -> FieldValue
  ) throws(AccountError) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    key = sides.first.map(String.init) ?? ""
    guard let match = key.wholeMatch(of: /([^\[\]]+)((?:\[[^\[\]]*\])*)/) else {
      throw AccountError(
        .usage, "“\(cleanText(text, limit: 60))” is not a field.",
        recoverySuggestion: "Write key=value, or key[inner]=value, or key[]=value for arrays.")
    }
    let inner = match.output.2.dropFirst().dropLast()
    steps =
      [String(match.output.1)]
      + (match.output.2.isEmpty ? [] : String(inner).components(separatedBy: "]["))
    guard sides.count == 2 || steps.last == "" else {
      throw AccountError(
        .usage, "The field “\(cleanText(key, limit: 60))” has no value.",
        recoverySuggestion: "Write key=value.")
    }
    value = sides.count == 2 ? try read(String(sides[1])) : nil
  }
}

/// What stdin or a file gives to a request.
enum RequestInput {
  /// The bytes of a file; `-` is stdin.
  static func read(_ file: String) throws(AccountError) -> Data {
    do {
      return file == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(filePath: absolutePath(file)))
    } catch {
      throw AccountError(
        .usage, "“\(cleanText(file, limit: 100))” could not be opened.",
        recoverySuggestion: "Check the name of the file.")
    }
  }
}

extension String {
  /// Whether JSON has the text as a number (RFC 8259, section 6).
  fileprivate var isJSONNumber: Bool {
    wholeMatch(of: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/) != nil
  }
}
