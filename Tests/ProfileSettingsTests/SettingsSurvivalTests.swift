import AccountModel
import ProfileSettings
import Testing

/// Random changes, one after the other, to a file full of comments: each does what was asked, and
/// what somebody wrote stays.
struct SettingsSurvivalTests {
  private static let start = """
    # comment 1
    profile = "acme"  # comment 2
    theme = 'dark'    # comment 3

    # comment 4

    # comment 5
    [profiles.acme]          # comment 6
    endpoint = "https://useast.api.elasticpath.com" # comment 7
      # comment 8
    client-id = "abc"
    retries = 3
    # comment 9

    [profiles.acme.headers]  # comment 10
    EP-Channel = "web"       # comment 11

    # comment 12
    [unknown]
    # comment 13
    list = [
      "#1", # comment 14
    ] # comment 15

    # comment 16
    [profiles."bolt"]
    username = '# no comment'# comment 17
    headers.X-A = "1"
    headers.X-B = "2"  # comment 18
    # comment 19

    [profiles]
    # comment 20
    crate.color = "cyan"
    crate.production = true # comment 21
    [[log]]
    level = 1 # comment 22
    [[log]]
    # comment 23
    """

  @Test(arguments: 0..<12, ["\n", "\r\n"])
  func `comments and unknown keys survive any changes`(seed: Int, newline: String) throws {
    let folder = try SettingsFolder(Self.start.replacing("\n", with: newline))
    var random = SeededGenerator(seed: UInt64(seed))
    var model = try folder.load()
    try #require(model.profiles.map(\.name) == ["acme", "bolt", "crate"])
    for _ in 0..<30 {
      let change = Change.random(in: model, using: &random)
      try change.make(in: folder.file)
      change.make(in: &model)
      let text = try folder.text()
      let settings = try folder.load()
      // The order may differ: a profile begins where its first line stands.
      #expect(settings.sorted == model.sorted, "after \(change):\n\(text)")
      let lines = text.split(whereSeparator: \.isNewline)
      for number in 1...23 {
        #expect(
          lines.contains { $0.hasSuffix("# comment \(number)") },
          "comment \(number) is lost after \(change):\n\(text)")
      }
      for kept in ["theme = 'dark'", "[unknown]", "list = [", "\"#1\",", "[[log]]", "level = 1"] {
        #expect(text.contains(kept), "\(kept) is lost after \(change):\n\(text)")
      }
      #expect(
        text.unicodeScalars.filter { $0 == "\r" }.count
          == (newline == "\n" ? 0 : text.unicodeScalars.filter { $0 == "\n" }.count))
      guard settings.sorted == model.sorted else { return }
    }
  }
}

/// One change, which can be made to a file and to the settings we expect of it.
private enum Change {
  case add(Profile)
  case remove(String)
  case rename(String, to: String)
  case use(String)
  case set(ProfileKey, String?, on: String)
  case header(String, String?, on: String)

  static func random(in settings: Settings, using random: inout SeededGenerator) -> Change {
    let fresh = ["x", "y-1", "z.2", "acme", "bolt", "crate"].filter { settings[$0] == nil }
    guard let name = settings.profiles.randomElement(using: &random)?.name else {
      return .add(Profile(name: fresh.randomElement(using: &random)!))
    }
    switch (Int.random(in: 0..<10, using: &random), fresh.randomElement(using: &random)) {
    case (0, let fresh?):
      var profile = Profile(name: fresh)
      profile.username = "buyer # \(fresh)"
      profile.headers = [try! HeaderField(name: "X-B", value: "[\(fresh)]")]
      return .add(profile)
    case (1, _): return .remove(name)
    case (2, let fresh?): return .rename(name, to: fresh)
    case (3, _): return .use(name)
    case (4...6, _):
      let header = ["X-A", "X-B", "EP-Channel"].randomElement(using: &random)!
      return .header(header, ["a # b", "\"\\", nil].randomElement(using: &random)!, on: name)
    default:
      let (key, values) = Self.values.randomElement(using: &random)!
      return .set(key, values.randomElement(using: &random)!, on: name)
    }
  }

  private static let values: [(ProfileKey, [String?])] = [
    (.username, ["ann", "東京 # 1", nil]), (.clientID, ["\"]", nil]), (.color, ["red", nil]),
    (.production, ["true", "false"]), (.endpoint, ["https://localhost:4010", nil]),
  ]

  func make(in file: SettingsFile) throws {
    switch self {
    case .add(let profile): try file.add(profile)
    case .remove(let name): try file.remove(name)
    case .rename(let name, let newName): try file.rename(name, to: newName)
    case .use(let name): try file.use(name)
    case .set(let key, let text, let name): try file.set(key, to: text, on: name)
    case .header(let header, let value, let name):
      try file.setHeader(header, to: value, on: name)
    }
  }

  func make(in settings: inout Settings) {
    func change(_ name: String, _ body: (inout Profile) -> Void) {
      body(&settings.profiles[settings.profiles.firstIndex { $0.name == name }!])
    }
    switch self {
    case .add(let profile):
      settings.profiles.append(profile)
      settings.nameInUse = settings.nameInUse ?? profile.name
    case .remove(let name):
      settings.profiles.removeAll { $0.name == name }
      if settings.nameInUse == name { settings.nameInUse = nil }
    case .rename(let name, let newName):
      change(name) { $0.name = newName }
      if settings.nameInUse == name { settings.nameInUse = newName }
    case .use(let name): settings.nameInUse = name
    case .set(.username, let text, let name): change(name) { $0.username = text }
    case .set(.clientID, let text, let name): change(name) { $0.clientID = text }
    case .set(.color, let text, let name):
      change(name) { $0.color = text.flatMap(AccentColor.init) }
    case .set(.production, let text, let name):
      change(name) { $0.isProduction = text == "true" }
    case .set(_, let text, let name):
      change(name) { $0.endpoint = text.map { try! Endpoint($0) } }
    case .header(let header, let value, let name):
      change(name) { profile in
        profile.headers.removeAll { $0.name == header }
        if let value { profile.headers.append(try! HeaderField(name: header, value: value)) }
      }
    }
  }
}

extension Settings {
  fileprivate var sorted: Settings {
    Settings(profiles: profiles.sorted { $0.name < $1.name }, nameInUse: nameInUse)
  }
}

/// SplitMix64, so that a failure can be run again.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
