import AccountModel
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardSizeTests {
  @Test(arguments: 0..<40)
  func `whatever happens at whatever size, the picture stays within its lines`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var dashboard = randomDashboard(&random)
    for _ in 0..<60 {
      dashboard.receive(randomMessage(&random, dashboard))
      let frame = dashboard.render()
      let size = dashboard.size
      #expect(frame.size == size)
      #expect(frame.lines.count <= size.rows)
      for line in frame.lines {
        #expect(line.text.cellCount <= size.columns, "\(size): \(line.text)")
        let isClean = line.text.unicodeScalars.allSatisfy {
          $0.properties.generalCategory != .control && !("\u{202A}"..."\u{202E}").contains($0)
        }
        #expect(isClean, "\(line.text)")
      }
      if let cursor = frame.cursor {
        #expect((0..<max(1, size.columns)).contains(cursor.column))
        #expect((0..<max(1, size.rows)).contains(cursor.row))
      }
      _ = dashboard.nextTick(after: dashboard.now)
    }
  }

  @Test func `from 60 columns on an ID is whole under the cursor and in the header, else short`() {
    for columns in 60...200 {
      let picture = Sample.dashboard(columns, 24).picture
      #expect(picture.contains(" \(Sample.bolt.id.short)  "))
      // Beside the narrowest pane the list has 69 columns.
      let isWholeInRow = columns >= 70 && columns != 120
      let whole = picture.components(separatedBy: Sample.acme.id.rawValue).count - 1
      let isWholeInHeader = columns >= 77
      let places = [isWholeInHeader, isWholeInRow, columns >= 120].count(where: \.self)
      #expect(whole == places, "\(columns)")
    }
  }

  @Test(arguments: [0, 899, 86_352, 86_400] as [Int64])
  func `a name that has to be cut has the short ID beside it`(seconds: Int64) {
    let long = Sample.account(
      "9e227208-b592-49c0-8c8f-043b66c634b0", String(repeating: "Long name ", count: 9), seconds)
    for columns in 40...200 {
      let dashboard = Sample.dashboard(Sample.session([long], selected: long.id), columns, 24)
      let header = dashboard.render().lines[1].text
      #expect(header.contains(long.name.dropLast()) || header.contains(" \(long.id.short) "))
      #expect(header.contains(Countdown(long.expiry, at: Sample.now).text))
    }
  }

  @Test func `the header keeps the ID, and what is said of the account`() {
    for columns in 20...200 {
      let dashboard = Sample.dashboard(columns, 24)
      let header = dashboard.render().lines[1].text
      let hasID =
        header.contains(Sample.acme.id.rawValue) || header.contains(Sample.acme.id.short)
      #expect(hasID == (columns >= 40), "\(columns): \(header)")
      // Where there is no room for an ID, the name is whole as long as it can be.
      #expect(header.contains("Acme Industrial") || columns < 26 || hasID, "\(columns): \(header)")
      if columns >= 40 {
        #expect(header.contains(columns >= 60 ? " Acting as  Acme I" : " As Acme I"), "\(header)")
      }
    }
  }

  @Test func `the store's label is cut before the member, and both after the count`() {
    let bea = AccountMember(
      id: "member-1", username: "bea", name: "Bea Buyer", email: "buyer@acme.example")
    let session = Sample.session(member: bea)
    for columns in 84...200 {
      let header = Sample.dashboard(session, columns, 24).render().lines[0].text
      #expect(header.contains("Acme staging · useast · Bea Buyer <buyer@acme.example>"))
    }
    for columns in 72...80 {
      let header = Sample.dashboard(session, columns, 24).render().lines[0].text
      #expect(header.contains(" · Bea Buyer <buyer@acme.example>"))
      #expect(header.contains("Acme stagin"))
      #expect(header.contains("  4 accounts"))
    }
  }

  @Test func `from 40 columns on accounts of one name are told apart`() {
    let twins = [
      Sample.account("aaaaaaaa-1111-4111-8111-111111111111", "Twin", 5_000),
      Sample.account("bbbbbbbb-1111-4111-8111-111111111111", "Twin", 5_000),
    ]
    for columns in 40...80 {
      let picture = Sample.dashboard(Sample.session(twins), columns, 10).picture
      #expect(picture.contains("aaaaaaaa"))
      #expect(picture.contains("bbbbbbbb"))
    }
  }

  @Test func `the columns of the list fill the line exactly`() {
    for columns in 40...TableColumns.widest - 1 {
      let table = TableColumns(columns: columns)
      let gaps = (table.id > 0 ? 2 : 1) * table.gap
      let sum = table.margin + table.name + table.id + table.expiry + gaps
      #expect(sum == columns)
    }
  }

  @Test func `only rows on the screen are drawn`() {
    let dashboard = Sample.dashboard(Sample.session(Sample.accounts(10_000)), 80, 24)
    #expect(dashboard.visibleRows.count == 18)
    #expect(dashboard.picture.contains("10,000 accounts"))
  }

  @Test func `every key of the footer and the help means something`() {
    for bindings in [
      KeyMap.list, KeyMap.filter, KeyMap.reviewing, KeyMap.reading, KeyMap.form, KeyMap.code,
      KeyMap.browser,
      KeyMap.choices, KeyMap.reason, KeyMap.answer, KeyMap.signedOut,
    ] {
      let keys = bindings.flatMap(\.commands.keys)
      #expect(Set(keys).count == keys.count, "a key means two things")
      #expect(bindings.allSatisfy { !$0.commands.isEmpty && !$0.title.isEmpty })
    }
  }
}

private func randomDashboard(_ random: inout SplitMix) -> Dashboard {
  let names = [
    "Acme", "", "東京金属株式会社", "👩\u{200D}💻 Dev 🇩🇪", "a\u{1B}[31mRed", "שלום עולם", "e\u{301}\u{301}",
    String(repeating: "long ", count: 30), "tab\there", "\u{202E}evil", "\u{301}mark", "❤\u{FE0F}",
  ]
  let expiries: [Int64?] = [nil, 0, 1, 899, 86_400, 999_999_999, Int64.max / 2, -5]
  let accounts = (0..<Int.random(in: 0...30, using: &random)).map { number in
    Sample.account(
      number % 5 == 0 ? "\(number)" : "\(number)0000000-aaaa-bbbb-cccc-dddddddddddd-\u{1B}",
      names.randomElement(using: &random) ?? "", expiries.randomElement(using: &random) ?? nil)
  }
  let session = Sample.session(
    accounts, selected: accounts.randomElement(using: &random)?.id,
    shortfall: Roster.Shortfall(
      expected: [nil, 99].randomElement(using: &random) ?? nil, unusable: 0, loaded: 0),
    clock: ServerClock(offset: [0, 300, -300].randomElement(using: &random) ?? 0))
  return Sample.dashboard(
    Bool.random(using: &random) || accounts.count > 3 ? session : nil,
    purpose: Bool.random(using: &random) ? .dashboard : .picker(query: "a"),
    isProduction: Bool.random(using: &random),
    signIn: Bool.random(using: &random) ? SignInOffer(hint: "Demo: a hint") : nil,
    profiles: .listed(Sample.profiles),
    terminalChoice: [nil, nil, "Acme", "nothing"].randomElement(using: &random) ?? nil,
    Int.random(in: 0...130, using: &random), Int.random(in: 0...40, using: &random))
}

private func randomMessage(
  _ random: inout SplitMix, _ dashboard: Dashboard
) -> DashboardMessage {
  let letters = Array("jkgGq/?irsp1295aeo 東\u{301}")
  let keys: [Key] = [
    .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .pageUp,
    .pageDown, .home, .end, .function(1), .function(5), .control("u"), .control("w"),
    .control("n"), .control("d"), .paste("x\u{1B}[31m\ny"),
  ]
  let userMessage = UserMessage(
    "The store at a very long address could not be reached in time.", unchanged: "Nothing changed.",
    recoverySuggestion: "Check\u{1B} the network and try again.")
  switch Int.random(in: 0..<17, using: &random) {
  case 12: return .oneTimePasswordSent(username: "buyer\u{1B}", hint: "Demo: the code is 1")
  case 13:
    let address = "https://id.example/" + String(repeating: "path/", count: 40)
    return .browserAwaited(address: address, isOpen: Bool.random(using: &random))
  case 14:
    let profiles = [
      SignInProfile(id: "1", name: "One"), SignInProfile(id: "2", name: "Two\u{7}"),
    ]
    let account = Sample.account(
      "1\u{1B}", "東京 \u{202E}" + String(repeating: "long ", count: 30), 9)
    let prompts: [DashboardPrompt] = [
      .profile(.password, profiles), .profile(.openID, profiles), .secret(.clientSecret),
      .oneTimePassword(OneTimePasswordPrompt(username: "buyer", refusal: userMessage)),
      .reason(ReasonPrompt(profile: "live\u{7}", account: account)), .text(.username),
    ]
    return .promptRequested(prompts.randomElement(using: &random) ?? .text(.name))
  case 15: return .addressRefused(userMessage)
  case 16:
    let address = "http://127.0.0.1:4000/" + String(repeating: "0", count: 32)
    return .storefrontOpened(address: address, isOpen: Bool.random(using: &random))

  case 0:
    return .resized(
      Size(
        columns: Int.random(in: 0...130, using: &random),
        rows: Int.random(in: 0...40, using: &random)))
  case 1: return .failed(userMessage, signInNeeded: Bool.random(using: &random))
  case 2: return .rosterProgressed(loaded: 2_300, total: 10_000)
  case 3: return .cancelled
  case 4:
    guard let id = dashboard.list.current?.id else { return .sessionChanged(Sample.session(), nil) }
    let claim = ShownDetails.Claim(name: "scope\u{7}", value: String(repeating: "x ", count: 99))
    let states: [AccountDetails] = [
      .init(id: id, .loading), .init(id: id, .tokenExpired), .init(id: id, .notPermitted),
      .init(id: id, .failed("The store did not answer.")), Sample.boltDetails,
    ]
    return Sample.details(
      states.randomElement(using: &random) ?? Sample.boltDetails, claims: [claim])
  case 5: return .ticked(dashboard.now.addingTimeInterval(1))
  case 6: return dashboard.session.map { .switched($0) } ?? .sessionChanged(nil, userMessage)
  case 9:
    return .directoryLoaded(
      AccountDirectory([AccountRecord(id: Sample.bolt.id, parentID: Sample.acme.id)]),
      of: Sample.sessionID)
  case 7, 8: return .keyPressed(.character(letters.randomElement(using: &random) ?? "j"))
  default: return .keyPressed(keys.randomElement(using: &random) ?? .enter)
  }
}

/// A generator that gives the same numbers for the same seed (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
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
