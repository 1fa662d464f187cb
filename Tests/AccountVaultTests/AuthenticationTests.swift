import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

/// What anything else than epswitch changed in a vault is found before it is used.
@Suite struct AuthenticationTests {
  let folder = TemporaryFolder()
  let vault: Vault

  private var changed: VaultError { .changed(path: folder.file("vault.sqlite")) }

  init() throws {
    vault = folder.vault()
    try vault.signIn(
      (0..<250).map { .sample("a\($0)", "Name \($0)", position: $0) }, selecting: "a1",
      terminal: TerminalOrigin(id: "tty", profile: "acme"))
    try vault.signIn([.sample("b")], in: otherSession, selecting: "b")
    try vault.saveAccessToken(AccountToken(secret: Secret("access"), expiry: nil), for: implicit)
    try vault.saveClientSecret(Secret("client"), for: staging)
  }

  /// Every table but the history and the sealed tokens, and every column of a session.
  @Test(arguments: [
    "UPDATE store SET origin = 'https://evil.example:443'",
    "UPDATE store SET client_id = 'client-9'",
    "UPDATE session SET grant_type = 'client-credentials' WHERE member_id = 'member-1'",
    "UPDATE session SET method = 'openid-profile' WHERE member_id = 'member-1'",
    "UPDATE session SET profile_id = 'profile-9' WHERE member_id = 'member-1'",
    "UPDATE session SET profile_name = 'Other' WHERE member_id = 'member-1'",
    "UPDATE session SET member_id = 'member-9' WHERE member_id = 'member-1'",
    "UPDATE session SET username = 'other'",
    "UPDATE session SET member_name = 'Other'",
    "UPDATE session SET member_email = 'other@acme.example'",
    "UPDATE session SET mechanism = 'passwordless'",
    "UPDATE session SET selected = 'a2' WHERE selected = 'a1'",
    "UPDATE session SET selected = NULL",
    "UPDATE session SET previous = 'a3' WHERE selected = 'a1'",
    "UPDATE session SET clock_offset = clock_offset - 86400",
    "UPDATE session SET fetched_at = fetched_at + 1",
    "UPDATE session SET expected_accounts = 9",
    "UPDATE session SET unusable_rows = 9",
    "UPDATE session SET last_used = last_used + 100 WHERE member_id = 'member-1'",
    "UPDATE session SET signed_in = signed_in + 100 WHERE member_id = 'member-1'",
    "UPDATE session SET digest = 'x' WHERE member_id = 'member-1'",
    "UPDATE session SET roster_digest = x'' WHERE member_id = 'member-1'",
    "DELETE FROM session WHERE member_id = 'member-2'",
    "DELETE FROM store",
    "UPDATE terminal SET account_id = 'a2'",
    "UPDATE terminal SET session_digest = 'x'",
    "UPDATE terminal SET profile = 'live'",
    "UPDATE terminal SET revision = 1000",
    "INSERT INTO terminal VALUES ('other', 1000, NULL, NULL, 'live')",
    "DELETE FROM terminal",
    "UPDATE access_token SET expires = 2000000000",
    "UPDATE access_token SET sealed = x''",
    "DELETE FROM access_token",
    "UPDATE client_secret SET sealed = x''",
    "DELETE FROM client_secret",
    "UPDATE vault SET revision = revision + 1",
    "UPDATE vault SET generation = generation - 1",
    "UPDATE vault SET mac = NULL",
    "UPDATE vault SET mac = zeroblob(32)",
    "UPDATE vault SET key_id = NULL",
    "UPDATE vault SET key_id = NULL, mac = NULL",
    "DELETE FROM vault",
    """
    CREATE TRIGGER swap AFTER UPDATE ON vault BEGIN UPDATE session SET selected = 'a2'; END
    """,
    "CREATE VIEW other AS SELECT * FROM session",
    "CREATE TABLE other (id INTEGER)",
    "ALTER TABLE session RENAME TO old; CREATE VIEW session AS SELECT * FROM old",
  ])
  func `a change of any record is found`(tampering: String) throws {
    try folder.tamper { try $0.execute(sql: tampering) }
    for vault in [vault, folder.vault()] {
      #expect(throws: changed) { try vault.requireAuthentic() }
      #expect(throws: changed) { try vault.summaries() }
      #expect(throws: changed) { try vault.summary(of: buyerSession) }
      #expect(throws: changed) { try vault.token(of: "a1", in: buyerSession) }
      #expect(throws: changed) { try vault.terminalChoice(of: "tty") }
      #expect(throws: changed) { try vault.clientSecret(for: staging) }
      #expect(throws: changed) {
        try vault.saveSwitch(to: "a2", renewed: [], in: buyerSession, clock: ServerClock())
      }
      #expect(throws: changed) { try vault.signIn([.sample("c")], in: productionSession) }
      #expect(throws: changed) {
        try vault.recordTerminalChoice(
          in: TerminalOrigin(id: "tty", profile: nil), session: nil, account: nil)
      }
    }
  }

  /// The accounts a0 to a99, a100 to a199 and a200 to a249 are a page each.
  @Test(arguments: [
    "UPDATE account SET name = 'Name 2' WHERE id = 'a1'",
    "UPDATE account SET expires = expires + 1 WHERE id = 'a1'",
    "UPDATE account SET position = 99 WHERE id = 'a1'",
    "UPDATE account SET position = 100 WHERE id = 'a1'",
    "UPDATE account SET position = -1 WHERE id = 'a1'",
    "UPDATE account SET position = 9223372036854775807 WHERE id = 'a1'",
    "UPDATE account SET sort_key = 'zzz' WHERE id = 'a1'",
    "UPDATE account SET name = iif(id = 'a1', 'Name 2', 'Name 1') WHERE id IN ('a1', 'a2')",
    "DELETE FROM account WHERE id = 'a2'",
    "UPDATE roster_page SET digest = zeroblob(32) WHERE page = 0",
    "UPDATE roster_page SET page = 7 WHERE page = 0",
  ])
  func `an account that was changed is not acted as`(tampering: String) throws {
    try folder.tamper {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF")
      try $0.execute(sql: tampering)
    }
    for vault in [vault, folder.vault()] {
      #expect(throws: changed) { try vault.account("a1", in: buyerSession) }
      #expect(throws: changed) { try vault.summary(of: buyerSession) }
      #expect(throws: changed) { try vault.summaries() }
      #expect(throws: changed) { try vault.session(buyerSession) }
    }
  }

  @Test func `the selected account does not vanish`() throws {
    try folder.tamper {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF; DELETE FROM account WHERE id = 'a1'")
    }
    for vault in [vault, folder.vault()] {
      #expect(throws: changed) { try vault.summary(of: buyerSession) }
      #expect(throws: changed) { try vault.summaries() }
    }
  }

  @Test(arguments: [-1, 0, 1, 2])
  func `a vault that says it is an older one is found`(version: Int) throws {
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = \(version)") }
    for vault in [vault, folder.vault()] {
      #expect(throws: changed) { try vault.summaries() }
      #expect(throws: changed) { try vault.signIn([.sample("c")], in: productionSession) }
      #expect(throws: changed) { try vault.forget(buyerSession) }
      #expect(throws: VaultError.recordsNotRemoved(changed)) { try vault.forgetAll() }
    }
  }

  @Test(arguments: ["DELETE FROM token WHERE account_id = 'a1'", "UPDATE token SET key_id = x'00'"])
  func `a token that is gone or under another key is not taken for one that expired`(
    tampering: String
  ) throws {
    try folder.tamper { try $0.execute(sql: tampering) }
    for vault in [vault, folder.vault()] {
      #expect(throws: VaultError.sealBroken) { try vault.token(of: "a1", in: buyerSession) }
      #expect(throws: VaultError.sealBroken) { try vault.liveTokens(in: buyerSession, at: noon) }
      #expect(throws: VaultError.sealBroken) {
        try vault.mintingState(
          of: buyerSession, account: nil, accessTokenKey: implicit, now: noon)
      }
    }
  }

  @Test func `a change on another page is found by who reads that page or all`() throws {
    try folder.tamper { db in
      try db.execute(
        sql: """
          UPDATE account SET name = iif(id = 'a220', 'Name 221', 'Name 220')
          WHERE id IN ('a220', 'a221')
          """)
    }
    #expect(try vault.account("a1", in: buyerSession)?.account.name == "Name 1")
    #expect(throws: changed) { try vault.account("a220", in: buyerSession) }
    #expect(throws: changed) { try vault.session(buyerSession) }
    #expect(throws: changed) {
      try vault.saveSwitch(to: "a221", renewed: [], in: buyerSession, clock: ServerClock())
    }
  }

  /// The accounts that are renewed are on the first page; `a3` moves from there to the third.
  @Test(arguments: [
    "UPDATE account SET name = 'Other' WHERE id = 'a5'",
    "INSERT INTO account SELECT session_id, 'other', 'other', 'Other', NULL, 5 FROM account "
      + "WHERE id = 'a5'",
    "DELETE FROM account WHERE id = 'a5'",
    "UPDATE roster_page SET digest = zeroblob(32) WHERE page = 1",
  ])
  func `a renewal does not vouch for what was changed beside it`(tampering: String) throws {
    _ = try vault.saveRoster(
      .sample(
        (0..<250).map { .sample("a\($0)", "Name \($0)", position: $0) }.filter {
          $0.account.id != "a1"
        }),
      in: buyerSession)
    let before = try vault.session(buyerSession)
    #expect(before != nil && before?.selected == nil)
    try folder.tamper {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF")
      try $0.execute(sql: tampering)
    }
    for vault in [vault, folder.vault()] {
      #expect(throws: changed) {
        try vault.saveRenewal(
          [.sample("a7", "Name 7", expires: 7200, position: 7)], in: buyerSession,
          clock: ServerClock())
      }
      #expect(throws: changed) {
        try vault.saveSwitch(
          to: "a3", renewed: [.sample("a3", "Name 3", position: 201)], in: buyerSession,
          clock: ServerClock())
      }
      #expect([nil, before].contains(try? vault.session(buyerSession)))
    }
  }

  @Test func `what is changed through epswitch stays authentic`() throws {
    let page = (100..<200).map {
      MintedAccount.sample("a\($0)", "Renamed \($0)", expires: 7200, position: $0)
    }
    // One moved to another page, and one is new.
    let moved = [
      MintedAccount.sample("a3", "Name 3", position: 201), .sample("new", position: 250),
    ]
    _ = try vault.saveSwitch(
      to: "a150", renewed: page + moved, in: buyerSession, clock: ServerClock(offset: 3))
    try vault.saveRenewal(
      [.sample("a150", "Renamed again", position: 3)], in: buyerSession, clock: ServerClock())
    for vault in [vault, folder.vault()] {
      #expect(try vault.session(buyerSession)?.roster.count == 251)
      for id in ["a0", "a3", "a120", "a150", "a249", "new"] as [AccountID] {
        #expect(try vault.account(id, in: buyerSession)?.account.id == id)
      }
      #expect(try vault.summary(of: buyerSession)?.selected?.name == "Renamed again")
    }
  }

  @Test func `a change after the first check is found too`() throws {
    _ = try vault.summaries()
    try folder.tamper { try $0.execute(sql: "UPDATE session SET selected = 'a2'") }
    #expect(throws: changed) { try vault.summaries() }
  }

  @Test func `the history is read and written whatever was done to the records`() throws {
    try folder.tamper { try $0.execute(sql: "UPDATE session SET selected = 'a2'") }
    try vault.record(.sample())
    #expect(try folder.vault().auditEvents().count == 1)
  }

  @Test func `forgetting all is the way on`() throws {
    try folder.tamper { try $0.execute(sql: "UPDATE session SET selected = 'a2'") }
    #expect(throws: changed) { try vault.forget(buyerSession) }
    try vault.forgetAll()
    #expect(try vault.summaries().isEmpty)
    try vault.signIn([.sample("a")])
    #expect(try folder.vault().token(of: "a", in: buyerSession) != nil)
  }

  @Test func `where nobody is signed in a terminal remembers only that it chose nobody`() throws {
    try vault.forgetAll()
    try vault.recordTerminalChoice(
      in: TerminalOrigin(id: "tty", profile: "acme"), session: nil, account: nil)
    let choice = try #require(try vault.terminalChoice(of: "tty"))
    #expect(choice.profile == nil)
    #expect(!folder.files.contains("vault.key"))
    try folder.tamper { try $0.execute(sql: "UPDATE terminal SET profile = 'live'") }
    #expect(throws: changed) { try vault.terminalChoice(of: "tty") }
  }
}
