import AccountModel
import Foundation

/// The body of a refusal, as far as it can be read.
struct ErrorBody: Decodable {
  let title: String?
  let detail: String?

  enum CodingKeys: String, CodingKey { case errors, error, message }
  enum ErrorKeys: String, CodingKey { case title, detail }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    if let first = body.loosePart(.errors, as: OneOrMany<Item>.self)?.elements.first {
      title = first.title
      detail = first.detail
    } else {
      title = body.looseText(.error) ?? body.looseText(.message)
      detail = nil
    }
  }

  private struct Item: Decodable {
    let title: String?
    let detail: String?

    init(from decoder: any Decoder) throws {
      let item = try decoder.container(keyedBy: ErrorKeys.self)
      title = item.looseText(.title)
      detail = item.looseText(.detail)
    }
  }

  /// What the store said, cleaned, on one line; secrets we sent are taken out if it echoed them.
  ///
  /// - Parameter secrets: everything secret the request held.
  func reason(withoutAnyOf secrets: [Secret]) -> String? {
    let said = [title, detail].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
    let safe = secrets.filter { !$0.isEmpty }.reduce(said) { text, secret in
      text.replacingOccurrences(of: secret.reveal(), with: "[redacted]", options: .literal)
    }
    let clean = cleanText(safe, limit: 300)
    return clean.isEmpty ? nil : clean
  }
}
