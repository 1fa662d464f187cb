import AccountModel
import ProfileSettings
import Testing

struct ProfileTests {
  @Test(arguments: [
    ("a", true), ("Acme_eu-2.staging", true), (String(repeating: "x", count: 64), true),
    ("", false), (String(repeating: "x", count: 65), false), ("my store", false),
    ("a/b", false), ("ü", false), ("a\n", false), ("\u{1B}[31m", false), ("e\u{301}", false),
  ])
  func `a name is made of few characters`(_ text: String, isName: Bool) {
    #expect(Profile.isName(text) == isName)
  }

  @Test func `production is red and nothing else is`() {
    var profile = Profile(name: "a")
    #expect(profile.accent == nil)
    profile.color = .green
    #expect(profile.accent == .green)
    profile.isProduction = true
    #expect(profile.accent == .red)
  }

  @Test(arguments: [
    SettingsError.unreadable(path: "/c", reason: "no"),
    .broken(SettingsPlace(path: "/c", line: 2, column: 3), reason: "no"),
    .invalid(SettingsPlace(path: "/c", line: 2, column: 3), key: "color", reason: "no"),
    .invalid(nil, key: "color", reason: "no"),
    .holdsSecret(SettingsPlace(path: "/c", line: 2, column: 3), key: "secret"),
    .badName("\u{1B}[31mx"), .noSuchProfile("x", known: []), .noSuchProfile("x", known: ["y"]),
    .profileExists("x"), .notEditable(path: "/c", reason: "no\u{1B}[0m"),
    .locked(path: "/c", seconds: 5), .unwritable(path: "/c", reason: "no"),
  ])
  func `every failure says what happened and what to do, in plain sentences`(
    _ error: SettingsError
  ) throws {
    let userMessage = error.userMessage
    let recoverySuggestion = try #require(userMessage.recoverySuggestion)
    let parts = [userMessage.summary, recoverySuggestion.inCommands, userMessage.unchanged]
    for sentence in parts.compactMap(\.self) {
      #expect(sentence.string.hasSuffix("."))
      #expect(!sentence.string.unicodeScalars.contains("\u{1B}"))
    }
    switch error {
    case .broken, .holdsSecret, .invalid(.some, _, _):
      #expect(userMessage.summary.hasPrefix("/c:2:3: "))
    default: break
    }
  }
}
