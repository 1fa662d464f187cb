import AccountCore
import AccountModel
import AccountProxy
import ArgumentParser
import Foundation

/// How the requests of a proxy are written to stderr.
enum RequestLogFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, none
}

/// A line about one request that was forwarded, or refused.
struct RequestLogLine {
  let entry: RequestLogEntry

  func text(_ format: RequestLogFormat, zone: TimeZone) -> String? {
    switch format {
    case .none: nil
    case .text: line(zone)
    case .json: document
    }
  }

  private func line(_ zone: TimeZone) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: zone).time(includingFractionalSeconds: false)
    let account = entry.identity.map { "\($0.account.displayName) (\($0.account.id))" }
    return [
      entry.time.formatted(style), entry.method, entry.path,
      entry.status.map(String.init) ?? "cut off", "\(entry.milliseconds) ms", account ?? "-",
    ].joined(separator: " ")
  }

  private var document: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(Document(entry))).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Keys are added, never renamed; what is not known is null.
  private struct Document: Encodable {
    let entry: RequestLogEntry

    init(_ entry: RequestLogEntry) { self.entry = entry }

    enum CodingKeys: String, CodingKey {
      case time, method, path, status, milliseconds
      case accountID = "account_id"
      case accountName = "account_name"
    }

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      try object.encode(entry.time.formatted(style), forKey: .time)
      try object.encode(entry.method, forKey: .method)
      try object.encode(entry.path, forKey: .path)
      try object.encode(entry.status, forKey: .status)
      try object.encode(entry.milliseconds, forKey: .milliseconds)
      try object.encode(entry.identity?.account.id.rawValue, forKey: .accountID)
      try object.encode(entry.identity?.account.name, forKey: .accountName)
    }
  }
}
