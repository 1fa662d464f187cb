import AccountModel
import Testing

struct CleanTextTests {
  @Test(arguments: [
    "Acme Industrial", "O'Neill & Söhne GmbH", "東京金属株式会社", "شركة الحديد", "חברת ברזל",
    "หจก. กรุงเทพ", "नई दिल्ली", "Łódź", "e\u{301}tude", "👩‍💻 Dev", "❤️", "🇩🇪 Berlin",
    "می\u{200C}خواهم",
  ])
  func `a name in any script stays as it is`(name: String) {
    #expect(cleanText(name) == name)
  }

  @Test(arguments: [
    // CSI, as two characters and as one.
    ("\u{1B}[31mRed\u{1B}[0m", "Red"), ("\u{9B}31mRed\u{9B}0m", "Red"),
    ("\u{1B}[2J\u{1B}[HGone", "Gone"), ("\u{1B}[?1049hAlt", "Alt"),
    // OSC, DCS, APC, ended in either way, or never.
    ("\u{1B}]0;title\u{07}Name", "Name"), ("\u{1B}]52;c;aGk=\u{1B}\\Name", "Name"),
    ("\u{9D}0;title\u{9C}Name", "Name"), ("\u{1B}Pq#0\u{1B}\\Name", "Name"),
    ("\u{1B}_G;x\u{1B}\\Name", "Name"), ("Name\u{1B}]0;title", "Name"),
    // Short sequences.
    ("\u{1B}cName", "Name"), ("\u{1B}(BName", "Name"), ("\u{1B}7Name", "Name"),
    // Cut short.
    ("Name\u{1B}", "Name"), ("Name\u{1B}[", "Name"), ("Name\u{1B}[31", "Name"),
    ("Name\u{1B}(", "Name"),
    // A sequence within a sequence ends the outer one.
    ("\u{1B}[3\u{1B}[1mName", "Name"), ("\u{1B}\u{1B}[1mName", "Name"),
  ])
  func `escape sequences are gone`(text: String, clean: String) {
    #expect(cleanText(text) == clean)
  }

  @Test(arguments: [
    ("a\u{0}b", "ab"), ("a\u{7}b\u{8}c\u{7F}", "abc"), ("a\u{85}b", "a b"),
    ("a\r\nb\tc\u{B}d", "a b c d"), ("a\u{2028}b\u{2029}c", "a b c"),
    ("  a \u{3000}\u{A0} b  ", "a b"),
  ])
  func `a text is one line without control characters`(text: String, clean: String) {
    #expect(cleanText(text) == clean)
  }

  @Test(arguments: [
    "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}",
    "\u{2068}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{200B}", "\u{2060}", "\u{FEFF}",
    "\u{AD}", "\u{E0041}", "\u{115F}", "\u{3164}", "\u{FFA0}", "\u{2800}", "\u{34F}", "\u{E000}",
    "\u{10FFFF}",
  ])
  func `what turns or hides is gone`(character: String) {
    #expect(cleanText("evil\(character)txt.exe") == "eviltxt.exe")
    #expect(cleanText(character).isEmpty)
  }

  @Test(arguments: ["\u{200D}", "\u{200C}", "\u{301}", "\u{FE0F}", " \u{200D} ", "\u{200D}\u{301}"])
  func `a name of nothing to see is no name`(text: String) {
    #expect(cleanText(text).isEmpty)
  }

  @Test func `marks do not pile up`() {
    let heap = String(repeating: "\u{301}", count: 50)
    #expect(cleanText("a\(heap)b").unicodeScalars.count == 5)
    let joined = String(repeating: "\u{301}\u{301}\u{200D}", count: 50)
    #expect(cleanText("a\(joined)b").unicodeScalars.count == 5)
  }

  @Test func `a long text ends in an ellipsis`() {
    #expect(cleanText("abcdef", limit: 6) == "abcdef")
    #expect(cleanText("abcdefg", limit: 6) == "abcde…")
    #expect(cleanText("東京金属株", limit: 3) == "東京…")
  }

  @Test func `one endless character is cut as well`() {
    let chain = Array(repeating: "👩", count: 5_000).joined(separator: "\u{200D}")
    #expect(chain.count == 1)
    #expect(cleanText(chain, limit: 200).unicodeScalars.count <= 1_601)
  }

  @Test(arguments: ["Plain", "\u{1B}[31mRed\u{9B}0m \u{202E}x", "e\u{301}\u{301}\u{301}\u{301}"])
  func `cleaning twice changes nothing more`(text: String) {
    #expect(cleanText(cleanText(text)) == cleanText(text))
  }
}

/// What `CleanText` takes from outside is cleaned, whichever way it comes in.
struct CleanTextTypeTests {
  private let hostile = "a\u{1B}[2Jb\u{9B}31mc\u{202E}d\r\ne"

  @Test func `what is interpolated is cleaned, and literals stay`() {
    let text: CleanText = "one\n  “\(hostile)” \(3)"
    #expect(text.string == "one\n  “abcd e” 3")
  }

  @Test func `clean text is not cleaned again`() {
    let line: CleanText = "a  b\n"
    #expect("\(line)\(line)" as CleanText == "a  b\na  b\n")
  }

  @Test func `a value that describes itself is cleaned`() {
    let id = AccountID(hostile)
    #expect("\(id)" as CleanText == "abcd e")
  }

  @Test func `a blank at an end of a phrase stays`() {
    let phrase = " and more "
    #expect("one\(phrase)" as CleanText == "one and more ")
    #expect("one\(" \u{1B}[2J ")" as CleanText == "one")
  }

  @Test func `a limit counts the foreign text only`() {
    #expect("“\("abcdef", limit: 4)”" as CleanText == "“abc…”")
    #expect(CleanText("abcdef").prefix(4) == "abc…")
  }

  @Test func `a layout keeps its blanks and line breaks, and nothing acts`() {
    let layout = CleanText(layout: "a   \u{1B}]0;x y\u{07}b\n\n  c\u{1B}[2J\r\nd\u{85}e")
    #expect(layout.string.split(separator: "\n", omittingEmptySubsequences: false).count == 5)
    #expect(layout.string.hasPrefix("a   "))
    #expect(layout.string.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
  }

  @Test(arguments: ["", "Plain text", " two  blanks ", "tab\there", "ASCII\u{7F}"])
  func `ASCII is cleaned as everything else is`(text: String) {
    let slow = cleanText(text + "é")
    #expect(cleanText(text) + (text.hasSuffix(" ") && !text.isEmpty ? " é" : "é") == slow)
  }
}

struct RemedyTests {
  private let remedy: Remedy =
    "\(action: .signInAgain("epswitch login --profile shop")); if that fails, "
    + "\(action: .listAccounts("epswitch list")). \(action: .addProfile)."

  @Test func `an action begins a sentence with a capital`() {
    #expect(
      remedy.inCommands.string
        == "Sign in again with `epswitch login --profile shop`; if that fails, see your accounts "
        + "with `epswitch list`. Add one with `epswitch profile add`.")
  }

  @Test func `another front end puts its own words there`() {
    #expect(remedy.text { _ in "press x" } == "Press x; if that fails, press x. Press x.")
    #expect(
      remedy.actions == [
        .signInAgain("epswitch login --profile shop"), .listAccounts("epswitch list"), .addProfile,
      ])
  }

  @Test func `what is interpolated is cleaned`() {
    let name = "\u{1B}[2Jshop"
    #expect(("Use “\(name)”." as Remedy).inCommands == "Use “shop”.")
  }
}
