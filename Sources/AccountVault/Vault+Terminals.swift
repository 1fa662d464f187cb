package import AccountModel
import GRDB

/// Where a choice is made: the terminal and the profile it was made under.
package struct TerminalOrigin: Hashable, Sendable {
  /// What the shell integration calls the terminal.
  package let id: String

  /// The profile in use there, by its name in the settings; `nil` for none.
  package let profile: String?

  package init(id: String, profile: String?) {
    self.id = id
    self.profile = profile
  }

  /// How many terminals are remembered.
  static let capacity = 200

  /// Remembers what the terminal chose in place of what it chose before, and drops the terminals that
  /// chose longest ago.
  func record(_ choice: TerminalChoice, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO terminal (id, revision, session_digest, account_id, profile)
        VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        id, choice.revision, choice.sessionDigest, choice.account?.rawValue, choice.profile,
      ])
    guard try Int.fetchOne(db, sql: "SELECT count(*) FROM terminal") ?? 0 > Self.capacity
    else { return }
    try db.execute(
      sql: """
        DELETE FROM terminal
        WHERE id NOT IN (SELECT id FROM terminal ORDER BY revision DESC LIMIT ?)
        """, arguments: [Self.capacity])
  }
}

/// What a terminal itself chose last.
package struct TerminalChoice: Hashable, Sendable {
  /// The vault's revision that the choice made.
  package let revision: Int64

  /// See ``AccountModel/SessionID/digest``.
  package let sessionDigest: String?

  package let account: AccountID?

  /// The name of a profile in the settings.
  package let profile: String?

  static func nobody(in db: Database) throws -> TerminalChoice {
    TerminalChoice(
      revision: try Revision.next(in: db), sessionDigest: nil, account: nil, profile: nil)
  }
}

/// The vault's count of changes.
enum Revision {
  /// Counts one more change of what a prompt could show.
  static func next(in db: Database) throws -> Int64 {
    let revision = try Int64.fetchOne(
      db, sql: "UPDATE vault SET revision = revision + 1 RETURNING revision")
    guard let revision else { throw UnknownValue() }
    return revision
  }
}

extension Vault {
  /// How often what a prompt could show has changed: by a sign-in, a switch, a choice of account or
  /// profile, a roster that lost the selected account, a sign-out. 0 when there is no vault.
  package func revision() throws(VaultError) -> Int64 {
    try read { db, _ in
      try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM vault"))
    } ?? 0
  }

  /// A number that changes when another process has written to the vault, and costs much less to ask
  /// for than anything else; 0 when there is no vault.
  ///
  /// It counts for this `Vault` alone, and does not count what is saved through it.
  package func changeCounter() throws(VaultError) -> Int { try file.changeCounter() }

  /// Tells when ``changeCounter()`` may be another one, from now on. Where the folder of the vault cannot
  /// be watched, that is at every `interval`.
  package func fileEvents(interval: Duration) -> AsyncStream<Void> {
    FolderEvents(path: file.folder?.path, interval: interval).stream()
  }

  /// What is another one after each change of the vault by anybody, and costs little to ask for: it
  /// waits for no writer.
  package struct ChangeMark: Hashable, Sendable {
    fileprivate let number: Int
  }

  package func changeMark() throws(VaultError) -> ChangeMark {
    ChangeMark(number: try file.changeMark())
  }

  /// What a terminal itself chose last; `nil` when it chose nothing, or so long ago that two hundred
  /// others did since.
  package func terminalChoice(of terminal: String) throws(VaultError) -> TerminalChoice? {
    try read { db, _ in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT revision, session_digest, account_id, profile FROM terminal WHERE id = ?
            """),
        arguments: [terminal]
      ).map { row in
        TerminalChoice(
          revision: try row.decode(Int64.self, atIndex: 0),
          sessionDigest: try row.decode(String?.self, atIndex: 1),
          account: try row.decode(String?.self, atIndex: 2).map(AccountID.init(_:)),
          profile: try row.decode(String?.self, atIndex: 3))
      }
    }
  }

  /// Remembers that a terminal chose a profile, which other terminals' prompts do not show yet: the
  /// revision increases.
  ///
  /// - Parameters:
  ///   - session: the session the profile leads to, if there is one.
  ///   - account: the account selected in it, if there is one.
  package func recordTerminalChoice(
    in terminal: TerminalOrigin, session: SessionID?, account: AccountID?
  ) throws(VaultError) {
    // A prompt that must not wait for a helper remembers nothing.
    guard !readsUnchecked else { return }
    // Where nobody is signed in there is no key, and nothing to choose.
    try write(
      withoutKey: { db in try terminal.record(.nobody(in: db), in: db) },
      { db, _ in
        let choice = TerminalChoice(
          revision: try Revision.next(in: db), sessionDigest: session?.digest, account: account,
          profile: terminal.profile)
        try terminal.record(choice, in: db)
      })
  }
}
