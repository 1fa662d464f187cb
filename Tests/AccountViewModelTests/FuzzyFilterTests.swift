import AccountModel
import Testing

@testable import AccountViewModel

struct FuzzyFilterTests {
  @Test(
    arguments: [
      // The start of a name, then of a word, then anywhere.
      ("ac", ["Acme", "Big Acme", "Jacob"]),
      ("co", ["Coal", "Nut Co", "Bacon"]),
      // Letters in a row before letters apart.
      ("bolt", ["Bolt", "Bolton", "Bo Lt", "Ba Oil Ltd"]),
      // The starts of words make an acronym.
      ("bnc", ["Bolt & Nut Co", "Banco"]),
      // The shorter name before the longer.
      ("acme", ["Acme", "Acme AG", "Acme Industrial"]),
      // All words must match, in any order.
      ("nut bolt", ["Bolt & Nut Co"]),
      ("ind acme", ["Acme Industrial"]),
    ] as [(String, [String])])
  func `the best match comes first`(query: String, names: [String]) {
    #expect(search(query, in: names.reversed()) == names)
  }

  @Test(arguments: [
    ("elec", "Électricité", true), ("ÉLEC", "Électricité", true), ("Élec", "Électricité", true),
    ("é", "Cafe", true), ("muller", "Müller", true), ("muller", "Mu\u{308}ller", true),
    ("strasse", "Hauptstraße", true), ("lodz", "Łódź", true), ("oresund", "Øresund", true),
    ("acme", "ＡＣＭＥ", true), ("金", "東京金属", true), ("金京", "東京金属", false),
    ("привет", "ПРИВЕТ", true), ("😀", "Smile 😀", true), ("😀", "Smile 😁", false),
    ("한국", "한국전자", true),
  ])
  func `letters are compared as people type them`(query: String, name: String, matches: Bool) {
    #expect(search(query, in: [name]) == (matches ? [name] : []))
  }

  @Test(arguments: ["acme", "Acme", "ACME", "aCME"])
  func `case never matters, as in commands`(query: String) {
    #expect(search(query, in: ["ACME", "Acme", "acme"]) == ["ACME", "Acme", "acme"])
  }

  @Test func `words in one piece come before letters apart, whatever their places`() {
    #expect(
      search("art co", in: ["A Rt Cobalt", "Co Mart", "Artist Company"])
        == ["Artist Company", "Co Mart", "A Rt Cobalt"])
  }

  @Test func `a UUID in a pasted text finds its account and no other`() {
    let accounts = [Sample.bolt, Sample.acme]
    let id = Sample.acme.id.rawValue
    for text in [
      id, id.uppercased(), id.filter { $0 != "-" }, "Bolt (\(id))", "bolt https://x/\(id)?a=b",
    ] {
      #expect(ids(text, in: accounts) == [Sample.acme.id], "\(text)")
    }
    #expect(ids("bolt 00000000-b592-49c0-8c8f-043b66c634b0", in: accounts).isEmpty)
  }

  @Test func `the short form of an ID finds it`() {
    #expect(ids("9e227208…34b0", in: [Sample.bolt, Sample.acme]) == [Sample.acme.id])
  }

  @Test func `the start of an ID ranks with the start of a name, before scattered letters`() {
    let accounts = [
      Sample.account("00000000-0000", "Xfxaxcxe", 1),
      Sample.account("1234face-0000", "Inside", 1),
      Sample.account("face1234-0000", "Start", 1),
      Sample.account("00000000-1111", "Face", 1),
    ]
    #expect(
      ids("face", in: accounts).map(\.rawValue) == [
        "00000000-1111", "face1234-0000", "1234face-0000", "00000000-0000",
      ])
    #expect(ids("FACE1234", in: accounts).map(\.rawValue) == ["face1234-0000"])
  }

  @Test func `an ID is matched in one piece, or hexadecimal letters would match everything`() {
    let accounts = [Sample.account("9e227208-b592-49c0", "Zzz", 1)]
    #expect(ids("b592", in: accounts).count == 1)
    #expect(ids("9b59", in: accounts).isEmpty)
  }

  @Test(arguments: ["", " ", "   "])
  func `a query of nothing filters nothing`(query: String) {
    var filter = FuzzyFilter()
    filter.search(query, in: [Sample.acme])
    #expect(filter.matches == nil)
  }

  @Test func `typing on and erasing give what a fresh search gives`() {
    let accounts = Roster(
      (0..<3_000).map {
        Sample.account("\($0 * 7_919 % 4_096)-\($0)", "Name \($0 * 31 % 997) of \($0 % 13)", 1)
      }, fetchedAt: Sample.now
    ).accounts
    var filter = FuzzyFilter()
    var query = ""
    for key in [
      "n", "9", " ", "1", "2", "<", "<", "(", "1", ")", "<", "o", "f", " ", "7", "…", "x",
    ] {
      query = key == "<" ? String(query.dropLast()) : query + key
      filter.search(query, in: accounts)
      var fresh = FuzzyFilter()
      fresh.search(query, in: accounts)
      #expect(filter == fresh, "after \(query)")
    }
  }

  @Test(arguments: [
    ("bnc", "Bolt & Nut Co", [0, 7, 11]), ("olt", "Bolt", [1, 2, 3]),
    ("co b", "Bolt Co", [0, 5, 6]),
    ("金属", "東京金属", [2, 3]), ("ss", "Haß", [2]), ("e", "e\u{301}t", [0]),
    // The best place, not the first.
    ("ac", "Black Acme", [6, 7]),
  ])
  func `the matched characters of a name are known`(query: String, name: String, places: [Int]) {
    let account = Sample.account("zzzz", name, 1)
    var filter = FuzzyFilter()
    filter.search(query, in: [account])
    #expect(filter.highlights(in: account) == Highlights(name: Set(places), id: []))
  }

  @Test func `the matched characters of an ID are known`() {
    var filter = FuzzyFilter()
    filter.search("B592 ac", in: [Sample.acme])
    #expect(
      filter.highlights(in: Sample.acme) == Highlights(name: [0, 1], id: [9, 10, 11, 12]))
  }

  @Test func `ranking by counting orders like sorting`() {
    func points(_ position: Int) -> Int { position * 7_919 % 300 }
    func length(_ position: Int) -> Int { position * 104_729 % 40 }
    var findings = Findings(Array(0..<5_000))
    // Of two words, either can be found as letters apart from each other.
    findings.keep { position in
      position % 7 == 6
        ? nil : Findings.Score(points: points(position), isScattered: position % 3 == 0)
    }
    findings.keep { position in
      position % 11 == 10 ? nil : Findings.Score(points: 5, isScattered: position % 5 == 0)
    }
    let kept = (0..<5_000).filter { $0 % 7 != 6 && $0 % 11 != 10 }
    #expect(findings.positions == kept.map(Int32.init))
    let expected = kept.map { position in
      let isWhole = position % 3 != 0 && position % 5 != 0
      return (worth: points(position) + (isWhole ? 1_000 : 0), position: position)
    }.sorted { one, other in
      (other.worth, length(one.position), one.position)
        < (one.worth, length(other.position), other.position)
    }
    #expect(findings.ranked { length(Int($0)) } == expected.map { Int32($0.position) })
  }

  @Test func `a letter in a hundred thousand names compares each of them once at most`() {
    // An index that is asked for a word with a letter of no ID reads names only, and a query that goes
    // on where the one before ended reads what that found.
    let accounts = (0..<100_000).map { number in
      Account(id: AccountID("id-\(number)"), name: "Name \(number)", expiry: nil)
    }
    var filter = FuzzyFilter()
    let clock = ContinuousClock()
    filter.prepare(for: accounts)
    let time = clock.measure {
      for query in ["n", "na", "nam", "name 9", "name 99", "name 999"] {
        filter.search(query, in: accounts)
      }
    }
    #expect(filter.matches?.first.map { accounts[Int($0)].name } == "Name 999")
    // Generous: this is a debug build on a machine that does other things; the bench measures.
    #expect(time < .seconds(30))
  }

  /// The names found, best first.
  private func search(_ query: String, in names: [String]) -> [String] {
    let accounts = names.map { Sample.account("zzzz-\($0.count)", $0, 1) }
    var filter = FuzzyFilter()
    filter.search(query, in: accounts)
    return (filter.matches ?? []).map { accounts[Int($0)].name }
  }

  private func ids(_ query: String, in accounts: [Account]) -> [AccountID] {
    var filter = FuzzyFilter()
    filter.search(query, in: accounts)
    return (filter.matches ?? []).map { accounts[Int($0)].id }
  }
}
