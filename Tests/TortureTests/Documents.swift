import Foundation
import ProgramTesting

/// The parts of `list`, `current` and `history` in JSON by which two moments are compared.
struct AccountDocument: Decodable {
  let id: String
}

struct RosterDocument: Decodable {
  let complete: Bool
  let accounts: [AccountDocument]
}

struct HistoryDocument: Decodable {
  struct Event: Decodable, Hashable {
    let time: String
    let kind: String
    let result: String
    let account_id: String?
  }
  let events: [Event]
}

extension Outcome {
  /// The output as JSON of a shape.
  func json<Document: Decodable>(_ document: Document.Type) throws -> Document {
    try JSONDecoder().decode(document, from: Data(output.utf8))
  }

  /// Whether stderr holds one sentence of ours for a person.
  var isOneSentence: Bool {
    guard errorLines.count == 1, let line = errorLines.first else { return false }
    return line.hasPrefix("epswitch: ") && line.hasSuffix(".")
  }
}
