import Foundation
import ProgramTesting
import Testing

/// One account as `list` and `current` write it in JSON.
struct AccountDocument: Decodable, Equatable {
  let id: String
  let name: String
  let expires: Date?
  let seconds_left: Int?
  let active: Bool
}

/// What `list --format json` writes.
struct RosterDocument: Decodable {
  let endpoint: String
  let member_id: String
  let fetched_at: Date
  let complete: Bool
  let expected_accounts: Int?
  let accounts: [AccountDocument]
}

extension Outcome {
  /// The output as JSON of a shape.
  func json<Document: Decodable>(_ document: Document.Type) throws -> Document {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(document, from: Data(output.utf8))
  }

  /// The names of the members of the JSON object that is the output.
  func jsonKeys() throws -> Set<String> { Set(try jsonObject().keys) }

  func jsonObject() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(value as? [String: Any])
  }

  /// The output as the rows of RFC 4180.
  var csvRows: [[String]] { CSV(output).rows }
}

extension Program {
  /// The ID of the account that `current` tells.
  func currentID() async throws -> String {
    try await run("current", "--format", "json").json(AccountDocument.self).id
  }
}

/// Comma-separated values as RFC 4180 has them.
private struct CSV {
  private(set) var rows: [[String]] = []

  init(_ text: String) {
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        field.unicodeScalars.append("\"")
        next = scalars.next()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\n" where !isQuoted:
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.unicodeScalars.append(scalar)
      }
    }
  }
}
