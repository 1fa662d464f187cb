import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Not one byte of a name acts on the terminal, whatever the store sends.
@Suite(.serialized)
struct HostileNamesTests {
  @Test func `the dashboard shows every name and lets none of them act`() async throws {
    try await withBench(.hostile) { bench in
      // The first name would clear the screen.
      try await bench.signIn(as: bench.store.roster[0].id)
      try await withScreen(bench.program, columns: 120, rows: 30) { screen in
        let title = try await screen.title
        try await screen.record()
        try await screen.enter("epswitch")
        try await screen.wait(for: "Acting as")
        try await visitEveryRow(screen)
        try await lookAround(screen, bench)
        #expect(try await screen.quit() == 0)
        #expect(try await screen.title == title)
        let recording = try await wholeRecording(screen)
        expectHarmless(recording, to: bench.store)
        let stream = TerminalStream(recording)
        #expect(stream.count(of: .sequence(parameters: "?1049", final: "h")) == 1)
        #expect(stream.count(of: .sequence(parameters: "?1049", final: "l")) == 1)
        #expect(stream.text.contains("Clear the screen"))
        #expect(stream.text.contains("Other screen, no cursor"))
      }
    }
  }

  @Test func `commands that name accounts on a terminal let none of them act`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn(as: bench.store.roster[0].id)
      try await withScreen(bench.program, columns: 120, rows: 30) { screen in
        try await screen.record()
        for command in ["list", "current", "refresh", "switch ''"] {
          try await screen.enter("epswitch \(command)")
          try await screen.waitForShell()
        }
        // A name of several accounts is a choice among them.
        try await screen.enter("epswitch switch Acme")
        try await screen.wait(for: "Filter: Acme")
        try await screen.press("Escape")
        try await screen.waitForShell()
        // Alive and with an attack for a name.
        for account in bench.store.roster.prefix(20) where account.lifetime > 0 {
          try await screen.enter("epswitch switch \(account.id)")
          try await screen.waitForShell()
        }
        expectHarmless(try await wholeRecording(screen), to: bench.store)
      }
    }
  }

  /// What the stream has to be able to catch: the test of the test.
  @Test(arguments: [
    "\u{1B}]0;title\u{07}", "\u{1B}P$q\u{1B}\\", "\u{1B}_apc\u{1B}\\", "\u{9B}2J", "\u{1B}[6n",
    "\u{1B}[c", "\u{1B}[21t", "\u{1B}c", "\u{07}", "\u{202E}", "\u{2066}", "\u{200F}", "\u{2028}",
    "\u{1B}[?1000h", "\u{1B}[5", "\u{FEFF}", "\u{E000}", "\u{7F}", "\u{0}",
  ])
  func `an attack in the stream is found`(attack: String) {
    let stream = TerminalStream(Data("before \u{1B}[1;31m\(attack) after".utf8))
    #expect(!stream.intruders.isEmpty)
  }

  // MARK: - Steps

  private func visitEveryRow(_ screen: Screen) async throws {
    try await screen.press("g")
    for _ in 1...12 {
      let before = try await screen.text
      try await screen.press("PageDown")
      // The end of the list is where nothing moves any more; the time left does.
      guard
        (try? await screen.wait(until: "the next page", within: .seconds(3)) {
          names(in: $0) != names(in: before)
        }) != nil
      else { break }
    }
    try await screen.press("g")
  }

  private func lookAround(_ screen: Screen, _ bench: Bench) async throws {
    for _ in 1...8 {
      try await screen.press("i")
      try await screen.wait(for: bench.store.member.id)
      try await screen.press("q")
      try await screen.wait(for: "NAME")
      try await screen.press("Down")
    }
    try await screen.press("/")
    try await screen.type("clear")
    try await screen.wait(until: "the match") { !$0.contains("Aberdeen") }
    try await screen.press("Enter")
    try await screen.wait(until: "the whole list after the switch") { $0.contains("Aberdeen") }
  }

  /// The rows without their last column.
  private func names(in screen: String) -> [Substring] {
    screen.split(separator: "\n").dropFirst(3).map { $0.prefix(60) }
  }

  /// The recording once everything before a mark has arrived in it.
  private func wholeRecording(_ screen: Screen) async throws -> Data {
    try await screen.enter("echo 'end of''the recording'")
    try await screen.waitForShell()
    try await eventually("the recording") {
      try screen.recording.range(of: Data("end ofthe recording".utf8)) != nil
    }
    return try screen.recording
  }

  private func expectHarmless(_ recording: Data, to store: SimulatedStore) {
    #expect(TerminalStream(recording).intruders == [])
    for account in store.roster {
      guard let start = account.name.unicodeScalars.firstIndex(where: isAttack) else { continue }
      // Long enough to be more than what curses itself sends.
      let attack = String(account.name.unicodeScalars[start...].prefix(16))
      // A lone control character may be anybody's.
      guard attack.unicodeScalars.count > 2 else { continue }
      #expect(recording.range(of: Data(attack.utf8)) == nil, "\(account.name.debugDescription)")
    }
  }

  private func isAttack(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format, .lineSeparator, .paragraphSeparator, .privateUse]
      .contains(scalar.properties.generalCategory) && scalar != "\u{200D}" && scalar != "\u{200C}"
  }
}
