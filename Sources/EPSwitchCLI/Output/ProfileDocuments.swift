import AccountModel
import Foundation
import ProfileSettings

/// One profile as it is shown; what it leaves out is null in JSON and missing in text.
struct ProfileDocument: Encodable {
  private let profile: Profile
  private let isInUse: Bool

  init(_ profile: Profile, isInUse: Bool) {
    self.profile = profile
    self.isInUse = isInUse
  }

  /// A line for each value, under the words of the settings file.
  var text: CleanText {
    let keys = ProfileKey.allCases.compactMap { key in
      key.text(in: profile).map { (key.rawValue, $0) }
    }
    let headers = profile.headers.map { ("headers.\($0.name)", $0.value) }
    let lines = [("name", profile.name), ("in use", isInUse ? "yes" : "no")] + keys + headers
    return lines.map { "\($0.0): \($0.1)" as CleanText }.joined(separator: "\n")
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: JSONName.self)
    try object.encode(profile.name, forKey: JSONName("name"))
    try object.encode(isInUse, forKey: JSONName("in_use"))
    for key in ProfileKey.allCases where key != .production && key != .mouse {
      // `encode`, not `encodeIfPresent`: a script finds the key whatever the profile says.
      try object.encode(key.text(in: profile), forKey: JSONName(key.rawValue))
    }
    try object.encode(profile.isProduction, forKey: JSONName(ProfileKey.production.rawValue))
    try object.encode(profile.usesMouse, forKey: JSONName(ProfileKey.mouse.rawValue))
    let headers = Dictionary(
      uniqueKeysWithValues: profile.headers.map { ($0.name, $0.value) })
    try object.encode(headers, forKey: JSONName("headers"))
  }
}

/// What `profile list --format json` prints.
struct ProfilesDocument: Encodable {
  let profiles: [ProfileDocument]

  init(_ profiles: [Profile], inUse: String?) {
    self.profiles = profiles.map { ProfileDocument($0, isInUse: $0.name == inUse) }
  }
}

/// The profiles as a table for people; piped away, as lines of tab-separated fields.
struct ProfileTable {
  private let table: TextTable

  init(_ profiles: [Profile], inUse: String?) {
    table = TextTable(
      headings: ["", "NAME", "ENDPOINT", "CLIENT ID", "MECHANISM", "USER NAME", ""],
      rows: profiles.map { profile in
        [
          profile.name == inUse ? "*" : "", profile.name, profile.endpoint?.description ?? "",
          profile.clientID ?? "", profile.mechanism?.rawValue ?? "", profile.username ?? "",
          profile.isProduction ? "production" : "",
        ]
      },
      reductions: [
        .cut(3, least: 12), .cut(2, least: 28), .drop(3), .drop(4), .cut(5, least: 12),
        .cut(2, least: 16), .cut(1, least: 8), .drop(5), .drop(2),
      ])
  }

  /// - Parameter columns: cells of the terminal; `nil` for no limit.
  func text(isTerminal: Bool, columns: Int? = Console.outputColumns) -> CleanText {
    table.text(isTerminal: isTerminal, columns: columns)
  }
}

/// The name of a member of a JSON object; the words of the settings file, as JSON writes them.
private struct JSONName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ words: String) {
    stringValue = words.replacingOccurrences(of: "-", with: "_", options: .literal)
  }

  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
