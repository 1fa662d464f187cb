import AccountModel
import Foundation

/// The body of an answer that is an error, in every shape the API and the servers before it use:
/// the API's `errors`, OAuth's `error` with its description (RFC 6749), `application/problem+json`
/// (RFC 9457), and a bare `message`.
struct ErrorBody: Decodable {
  private let entries: [Entry]

  enum CodingKeys: String, CodingKey { case errors }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    let listed = body.loosePart(.errors, as: OneOrMany<Entry>.self)?.elements ?? []
    let told = listed.filter { !$0.text.isEmpty }
    entries = told.isEmpty ? [try Entry(from: decoder)] : told
  }

  /// What the store said, each entry cleaned and on one line; empty when the body cannot be read.
  ///
  /// - Parameter secrets: everything secret the request held, which is taken out where it was
  ///   repeated, however it is written there.
  static func reasons(in body: Data, withoutAnyOf secrets: [Secret]) -> [String] {
    let error =
      JSONOutline(body) == nil ? nil : try? JSONDecoder().decode(ErrorBody.self, from: body)
    let redaction = Redaction(secrets)
    return (error?.entries ?? []).compactMap { entry in
      let clean = redaction.clean(entry.text, limit: 300)
      return clean.isEmpty ? nil : clean.string
    }
  }
}

/// One thing that was wrong.
private struct Entry: Decodable {
  /// What it is, and then the details, as far as they are told.
  let text: String

  enum CodingKeys: String, CodingKey {
    case title, detail, error, message
    case description = "error_description"
    case camelDescription = "errorDescription"
  }

  init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.text = text
      return
    }
    let entry = try decoder.container(keyedBy: CodingKeys.self)
    func first(of keys: [CodingKeys]) -> String? {
      keys.lazy.compactMap { entry.looseText($0) }.first { !$0.isEmpty }
    }
    let title = first(of: [.title, .error])
    let detail = first(of: [.detail, .description, .camelDescription, .message])
    text = [title, detail].compactMap(\.self).joined(separator: ": ")
  }
}
