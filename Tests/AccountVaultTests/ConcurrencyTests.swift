import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct ConcurrencyTests {
  let folder = TemporaryFolder()

  /// Each caller has a connection of its own, as another process has.
  @Test(arguments: [VaultKeySource.file, .keyring])
  func `many who sign in at once into no vault make one vault with one key`(
    source: VaultKeySource
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          try folder.vault(source).signIn(
            [.sample("a\(number)")], in: .sample(member: "member-\(number)"))
        }
      }
      try await group.waitForAll()
    }
    let vault = folder.vault(source)
    #expect(try vault.summaries().count == 16)
    for number in 0..<16 {
      let token = try vault.token(
        of: AccountID("a\(number)"), in: .sample(member: "member-\(number)"))
      #expect(token?.secret == Secret("token-of-a\(number)"))
    }
  }

  @Test func `a vault that was removed and made again is the new one for who had it open`() throws {
    let open = folder.vault()
    try open.signIn([.sample("a1")], in: .sample(member: "before"))
    let counter = try open.changeCounter()

    try FileManager.default.removeItem(atPath: folder.state)
    #expect(try open.summaries().isEmpty)
    #expect(try open.changeCounter() == 0)

    try folder.vault().signIn([.sample("a2")], in: .sample(member: "after"))
    #expect(try open.summaries().map(\.member.id) == ["after"])
    #expect(try ![0, counter].contains(open.changeCounter()))
  }

  @Test func `who reads while others switch sees a whole switch`() async throws {
    let ids = (0..<20).map { "a\($0)" }
    try folder.vault().signIn(ids.map { .sample($0) }, selecting: "a0")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let vault = folder.vault()
          for step in 0..<25 {
            let id = ids[(writer * 7 + step) % ids.count]
            _ = try vault.saveSwitch(
              to: AccountID(id), renewed: [.sample(id, "\(writer)-\(step)", token: "\(id)!")],
              in: buyerSession, clock: ServerClock(), recording: .sample(account: id))
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<50 {
            let session = try #require(try folder.vault().session(buyerSession))
            #expect(session.roster.count == ids.count)
            #expect(session.selectedAccount != nil)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try folder.vault().auditEvents().count == 100)
  }

  @Test func `a vault that another holds is busy, after a bounded wait`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    let other = try DatabaseQueue(path: folder.file("vault.sqlite"))
    try other.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      #expect(throws: VaultError.busy(seconds: 5)) { try vault.signIn([.sample("b")]) }
      // A reader does not wait for a writer.
      #expect(try folder.vault().session(buyerSession)?.roster.count == 1)
      try db.execute(sql: "ROLLBACK")
    }
    try vault.signIn([.sample("b")])
  }

  @Test func `a vault that was never closed leaves no long log behind to read`() throws {
    let vault = folder.vault()
    try vault.signIn(
      (0..<3000).map { .sample("a\($0)", token: String(repeating: "x", count: 500)) })
    let log = try FileManager.default.attributesOfItem(atPath: folder.file("vault.sqlite-wal"))
    #expect(log[.size] as? Int == 0)
    #expect(try vault.session(buyerSession)?.roster.count == 3000)
  }

  @Test func `a vault that is closed leaves its changes in the log, and the next one has them`()
    throws
  {
    try folder.vault().signIn([.sample("a"), .sample("b")], selecting: "a")
    let file = try Data(contentsOf: URL(fileURLWithPath: folder.file("vault.sqlite")))
    _ = try folder.vault().saveChoice(of: "b", in: buyerSession)
    let after = try Data(contentsOf: URL(fileURLWithPath: folder.file("vault.sqlite")))
    #expect(after == file)
    #expect(try folder.vault().summary(of: buyerSession)?.selected?.id == "b")
  }

  @Test func `a sign-out waits for a reader, and leaves nothing in the log`() async throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(
      path: folder.file("vault.sqlite"), configuration: configuration)
    try await reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN; SELECT * FROM session")
    }
    let signOut = Task.detached { try vault.forget(buyerSession) }
    // One vault for all looks: to open one each time keeps the log in use, and the machine busy.
    let other = folder.vault()
    while try other.summary(of: buyerSession) != nil { await Task.yield() }
    try await reader.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    try await signOut.value
    let log = try FileManager.default.attributesOfItem(atPath: folder.file("vault.sqlite-wal"))
    #expect(log[.size] as? Int == 0)
  }

  @Test func `a reader in the way does not hold up a writer`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    let reader = try DatabaseQueue(path: folder.file("vault.sqlite"))
    try reader.inDatabase { db in
      try db.execute(sql: "BEGIN; SELECT * FROM session")
      let start = ContinuousClock.now
      try vault.signIn([.sample("b")])
      #expect(ContinuousClock.now - start < .seconds(VaultError.busyTimeout))
      try db.execute(sql: "ROLLBACK")
    }
    #expect(try vault.session(buyerSession)?.roster.accounts.map(\.id) == ["b"])
  }

  private static let sqlite = "/usr/bin/sqlite3"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: sqlite), "no sqlite3 here"))
  func `a process killed in the middle of a change leaves the vault as it was`() throws {
    let before = try folder.vault().signIn((0..<500).map { .sample("a\($0)") }, selecting: "a1")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.sqlite)
    process.arguments = [folder.file("vault.sqlite")]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // The small cache makes it write the deleted rows to the log before the end.
    let change = """
      PRAGMA cache_size = 2; BEGIN IMMEDIATE; DELETE FROM token; DELETE FROM account;
      SELECT 'deleted ' || count(*) FROM account;

      """
    input.fileHandleForWriting.write(Data(change.utf8))
    let answer = output.fileHandleForReading.availableData
    #expect(String(decoding: answer, as: UTF8.self) == "deleted 0\n")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try folder.vault().session(buyerSession) == before)
    #expect(try folder.vault().token(of: "a7", in: buyerSession)?.secret == Secret("token-of-a7"))
    try folder.vault().signIn([.sample("b")])
  }
}
