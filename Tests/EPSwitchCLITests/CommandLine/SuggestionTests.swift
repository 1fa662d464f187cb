import AccountCore
import AccountModel
import Testing

@testable import EPSwitchCLI

/// Words that are not commands, and the commands that were meant.
struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1),
    ("abc", "ab", 1), ("ab", "abc", 1), ("abc", "acb", 1), ("swtich", "switch", 1),
    ("kitten", "sitting", 3), ("é", "e\u{301}", 0), ("logn", "logout", 3),
  ])
  func `the distance counts single edits and swaps`(one: String, other: String, distance: Int) {
    #expect(editDistance(from: one, to: other) == distance)
    #expect(editDistance(from: other, to: one) == distance)
  }

  @Test(arguments: [
    ("swtich", ["switch"]), ("logn", ["login"]), ("lsit", ["list"]), ("curent", ["current"]),
    ("histroy", ["history"]), ("LIST", ["list"]), ("hlep", ["help"]), ("l", ["ls"]),
    ("sl", ["ls"]), ("pro", ["prompt", "profile", "proxy"]), ("exprot", ["export"]),
    ("simulater", ["simulator"]),
    ("refersh", ["refresh"]), ("dahsboard", ["dashboard"]),
  ])
  func `the most similar commands are suggested`(word: String, names: [String]) {
    #expect(CommandTree.program.suggestions(for: word).sorted() == names.sorted())
  }

  @Test(arguments: ["bogus", "acme", "", "frobnicate", "x", "日本語", "manuall", "reslove"])
  func `nothing is suggested for a word unlike every command, nor a hidden command`(word: String) {
    #expect(CommandTree.program.suggestions(for: word) == [])
  }

  @Test func `a very long word costs nothing`() {
    let word = String(repeating: "x", count: 1_000_000)
    #expect(CommandTree.program.suggestions(for: word) == [])
  }

  @Test(arguments: [
    (
      "swtich acme",
      "“swtich” is not a command. Did you mean “switch”? `epswitch help` lists the commands."
    ),
    ("bogus", "“bogus” is not a command. `epswitch help` lists the commands."),
    (
      "--verbose --profile list lst",
      "“lst” is not a command. Did you mean “list”? `epswitch help` lists the commands."
    ),
    (
      "help logn",
      "“logn” is not a command. Did you mean “login”? `epswitch help` lists the commands."
    ),
    (
      "export crul /v2/x",
      "“export crul” is not a command. Did you mean “export curl”? "
        + "`epswitch help export` lists the commands."
    ),
    (
      "help export crul",
      "“export crul” is not a command. Did you mean “export curl”? "
        + "`epswitch help export` lists the commands."
    ),
    ("help list all", "“list all” is not a command. `epswitch help` lists the commands."),
    (
      "log",
      "“log” is not a command. Did you mean “login” or “logout”? "
        + "`epswitch help` lists the commands."
    ),
  ])
  func `a word that is not a command is an error that suggests one`(line: String, message: String) {
    let error = #expect(throws: AccountError.self) {
      try arrangeArguments(line.split(separator: " ").map(String.init))
    }
    #expect(error?.userMessage.text.string == message)
    #expect(error?.exitCode == 64)
  }

  @Test func `the word is shown without what acts on a terminal, and not at length`() throws {
    let word = "\u{1B}[2Jlogn\u{7}\n" + String(repeating: "x", count: 500)
    let error = try #require(throws: AccountError.self) { try arrangeArguments([word]) }
    let text = error.userMessage.text.string
    #expect(text.hasPrefix("“logn xxx"))
    #expect(text.count < 150)
  }
}
