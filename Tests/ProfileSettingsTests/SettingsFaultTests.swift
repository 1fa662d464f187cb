import AccountModel
import ProfileSettings
import Testing

struct SettingsFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int
    let column: Int
    var testDescription: String { text.debugDescription }
  }

  /// Every way to change a file, each of which would succeed on a sound one.
  private static func attempts(_ file: SettingsFile) -> [() throws -> Void] {
    [
      { try file.add(Profile(name: "new")) },
      { try file.update(Profile(name: "a")) },
      { try file.set(.color, to: "red", on: "a") },
      { try file.setHeader("X-A", to: "1", on: "a") },
      { try file.use("a") },
      { try file.remove("a") },
      { try file.rename("a", to: "b") },
    ]
  }

  private func expectUntouched(_ folder: SettingsFolder, _ expected: SettingsError) throws {
    let before = try folder.bytes()
    #expect(throws: expected) { try folder.file.load() }
    for attempt in Self.attempts(folder.file) { #expect(throws: expected, performing: attempt) }
    #expect(try folder.bytes() == before)
  }

  @Test(arguments: [
    Case(text: "[profiles.a]\ncolor = \"red\n", line: 2, column: 13),
    Case(text: "# fine\n[profiles.a\n", line: 2, column: 12),
    Case(text: "[profiles.a]\r\nusername = \"é\" x\r\n", line: 2, column: 16),
    Case(text: "[profiles.a]\ncolor = 'red'\ncolor = 'red'\n", line: 3, column: 9),
    Case(text: "[profiles.a]\n#\0 the rest would be lost\n[", line: 2, column: 2),
    Case(text: "[profiles.a]\nusername = \"\\u0000\"\n", line: 2, column: 13),
  ])
  func `a broken file is named by line and column and left alone`(_ broken: Case) throws {
    let folder = try SettingsFolder(broken.text)
    let error = try #require(throws: SettingsError.self) { try folder.file.load() }
    guard case .broken(let place, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(
      place == SettingsPlace(path: folder.file.path, line: broken.line, column: broken.column))
    #expect(!reason.isEmpty)
    try expectUntouched(folder, error)
  }

  /// TOMLKit follows them by recursion and would run out of stack.
  @Test(arguments: [
    ("", "a.", "a = 1"), ("[", "a.", "a]"), ("a = ", "[", ""), ("a = {", "b.", "b = 1}"),
    ("[profiles.x]\na = ", "{a=", ""), ("", "'a'.", "a = 1"),
  ])
  func `settings that are nested too deeply are an error at their place`(
    before: String, part: String, after: String
  ) throws {
    let text = before + String(repeating: part, count: 200_000) + after
    let folder = try SettingsFolder(text)
    let error = try #require(throws: SettingsError.self) { try folder.file.load() }
    guard case .broken(let place, "it is nested too deeply") = error else {
      Issue.record("\("\(error)".prefix(200))")
      return
    }
    #expect(place.line == (text.hasPrefix("[profiles") ? 2 : 1))
    #expect(place.column > 30)
  }

  @Test func `what people write is not nested too deeply`() throws {
    let text = """
      [profiles.a]
      endpoint = "https://a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g.h"
      # a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p
      username = 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g.h.i'
      """
    #expect(try SettingsFolder(text).load().profiles.count == 1)
  }

  /// TOMLKit stops the process for some of these.
  @Test(arguments: [
    "[", "[.a]", "[]", "[ ]", "[[", "[[]]", "[[.a]]", "[a.", "[a..b]", "[=]", "[\n", "a = 1\n[",
    "[profiles.a]\n[.b]\n", "[#]", "[a]]", "[[a]", ".a = 1", "= 1", "a =", "a.", "a = [", "a = {",
    "\u{FEFF}[", "[\"", "['", "[\"a\".]", "[a", "[ .", "]", "a = \"\\", "a = \"\"\"", "[\u{E9}]",
    "a", "a = 'x", "a = 1e", "a = 0x", "a = 1979-", "a = +", "a = {b", "a = [,", "a = {,}",
    "[ a . ]", "a = [}", "a = [1,}", "a = [ # b\r\n }", "a = [[1], }", "a = [\u{2028}1]",
    "a = [1,\u{2029}]", "a = [\u{85}]", "a = {b = [}}", "a = \u{2028}",
  ])
  func `no text stops the process`(_ text: String) throws {
    let folder = try SettingsFolder(text)
    let error = try #require(throws: SettingsError.self) { try folder.file.load() }
    guard case .broken = error else {
      Issue.record("\(error)")
      return
    }
    try expectUntouched(folder, error)
  }

  /// Two thousand took seven seconds, and four thousand 27, before the names of a table were counted once.
  @Test(.timeLimit(.minutes(1)))
  func `reading many profiles takes no more than their number`() throws {
    let text = (0..<5_000).map { "[profiles.p\($0)]\nendpoint = \"http://127.0.0.1:1\"\n" }.joined()
    #expect(try SettingsFolder(text).load().profiles.count == 5_000)
  }

  @Test func `a header without a name is named by line and column`() throws {
    let folder = try SettingsFolder("\u{FEFF}# mine\n[profiles.a]\n  [.b]\n")
    let place = SettingsPlace(path: folder.file.path, line: 3, column: 4)
    try expectUntouched(folder, .broken(place, reason: "a table name is missing"))
  }

  @Test func `bytes that are no UTF-8 are broken`() throws {
    let folder = try SettingsFolder("")
    try folder.write(Array("[profiles.a]\n# caf".utf8) + [0xE9, 0x0A])
    try expectUntouched(
      folder,
      .broken(
        SettingsPlace(path: folder.file.path, line: 2, column: 6), reason: "not UTF-8"))
  }

  @Test(arguments: [
    ("mechanism = \"magic\"", "profiles.a.mechanism", 13),
    ("mechanism = \"token\"", "profiles.a.mechanism", 13),
    ("mechanism = 7", "profiles.a.mechanism", 13),
    ("  endpoint = \"http://shop.example\"", "profiles.a.endpoint", 14),
    ("endpoint = \"https://u:p@shop.example\"", "profiles.a.endpoint", 12),
    ("endpoint = \"https://shop.example/v2\"", "profiles.a.endpoint", 12),
    ("client-id = \"\"", "profiles.a.client-id", 13),
    ("client-id = \"two words\"", "profiles.a.client-id", 13),
    ("redirect-uri = \"callback\"", "profiles.a.redirect-uri", 16),
    ("redirect-uri = \"http://shop.example/callback\"", "profiles.a.redirect-uri", 16),
    ("redirect-uri = \"https:///callback\"", "profiles.a.redirect-uri", 16),
    ("realm = \"two words\"", "profiles.a.realm", 9),
    ("headers.User-Agent = \"x\"", "profiles.a.headers.User-Agent", 22),
    ("headers.content-type = \"x\"", "profiles.a.headers.content-type", 24),
    ("username = \"\\u001b[31mred\"", "profiles.a.username", 12),
    ("grant = \"password\"", "profiles.a.grant", 9),
    ("production = \"true\"", "profiles.a.production", 14),
    ("color = \"beige\"", "profiles.a.color", 9),
    ("headers = \"X-A: 1\"", "profiles.a.headers", 11),
    ("headers = { X-A = 1 }", "profiles.a.headers.X-A", 11),
    ("headers.X-A = \"1\\r\\nX-B: 2\"", "profiles.a.headers.X-A", 15),
    ("headers.X-A = \"ü\"", "profiles.a.headers.X-A", 15),
    ("headers.\"X A\" = \"1\"", "profiles.a.headers.X A", 17),
    ("headers.host = \"elsewhere\"", "profiles.a.headers.host", 16),
    ("headers.AUTHORIZATION = \"Bearer x\"", "profiles.a.headers.AUTHORIZATION", 25),
    (
      "headers.EP-Account-Management-Authentication-Token = \"x\"",
      "profiles.a.headers.EP-Account-Management-Authentication-Token", 54
    ),
  ])
  func `a value that cannot be is named by line and column`(
    line: String, key: String, column: Int
  ) throws {
    let folder = try SettingsFolder("# mine\n\n[profiles.a]\n\(line) # here\n")
    let error = try #require(throws: SettingsError.self) { try folder.file.load() }
    guard case .invalid(let place, key, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(place == SettingsPlace(path: folder.file.path, line: 4, column: column))
    try expectUntouched(folder, error)
  }

  @Test(arguments: [
    ("profile = 1", "profile", 1, 11),
    ("profiles = 1", "profiles", 1, 12),
    ("[[profiles]]", "profiles", 1, 3),
    ("[profiles]\na = 1", "profiles.a", 2, 5),
    ("[profiles.\"my store\"]", "profiles.my store", 1, 2),
    ("[profiles.a.headers]\nX-A = \"1\"\nx-a = \"2\"", "profiles.a.headers.x-a", 3, 7),
  ])
  func `a shape that cannot be is named by line and column`(
    text: String, key: String, line: Int, column: Int
  ) throws {
    let folder = try SettingsFolder(text)
    let error = try #require(throws: SettingsError.self) { try folder.file.load() }
    guard case .invalid(let place, key, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(place == SettingsPlace(path: folder.file.path, line: line, column: column))
    try expectUntouched(folder, error)
  }

  @Test(arguments: ["client_secret", "client-secret", "clientSecret", "secret", "password"])
  func `a secret in the file is refused without being shown`(_ key: String) throws {
    let folder = try SettingsFolder("[profiles.a]\n\(key) = \"hunter2\"\n")
    let place = SettingsPlace(path: folder.file.path, line: 2, column: key.count + 4)
    let error = SettingsError.holdsSecret(place, key: key)
    try expectUntouched(folder, error)
    #expect(error.userMessage.text.contains("EPSWITCH_CLIENT_SECRET"))
    #expect(!"\(error)\(error.userMessage.text)".contains("hunter2"))
  }

  @Test func `what was asked for wrongly names the key and writes nothing`() throws {
    let folder = try SettingsFolder("[profiles.a] # mine\n")
    let file = folder.file
    let before = try folder.bytes()
    func expect(_ key: String, _ attempt: () throws -> Void) {
      let error = #expect(throws: SettingsError.self, performing: attempt)
      guard case .invalid(nil, key, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    expect("mechanism") {
      try file.set(.mechanism, to: "magic", on: "a")
    }
    for header in ["Accept", "accept-encoding", "Content-Encoding", "Content-Type", "User-Agent"] {
      expect("headers.\(header)") { try file.setHeader(header, to: "x", on: "a") }
      var profile = Profile(name: "a")
      profile.headers = [try HeaderField(name: "X-A", value: "1")]
      if let ofRequest = try? HeaderField(name: header, value: "x") {
        profile.headers.append(ofRequest)
        expect("headers.\(header)") { try file.update(profile) }
      }
    }
    expect("headers.Host") {
      try file.setHeader("Host", to: "x", on: "a")
    }
    var odd = Profile(name: "odd")
    odd.username = "two\nlines"
    let unprintable = odd
    expect("username") { try file.add(unprintable) }
    odd.username = nil
    odd.headers = [
      try HeaderField(name: "X-A", value: "1"), try HeaderField(name: "x-a", value: "2"),
    ]
    let doubled = odd
    expect("headers") { try file.add(doubled) }
    #expect(throws: SettingsError.badName("a b")) { try file.add(Profile(name: "a b")) }
    #expect(throws: SettingsError.badName("")) { try file.rename("a", to: "") }
    #expect(throws: SettingsError.profileExists("a")) { try file.add(Profile(name: "a")) }
    #expect(throws: SettingsError.noSuchProfile("b", known: ["a"])) { try file.use("b") }
    #expect(try folder.bytes() == before)
  }
}
