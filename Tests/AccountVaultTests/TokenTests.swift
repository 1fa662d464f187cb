import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct TokenTests {
  let folder = TemporaryFolder()

  @Test func `a token comes back with its expiry, through another connection too`() throws {
    try folder.vault().signIn([.sample("a"), .sample("b", expires: nil, token: "Bé 🔑")])
    let vault = folder.vault()
    let expected = AccountToken(
      secret: Secret("token-of-a"), expiry: MintedAccount.sample("a").account.expiry)
    #expect(try vault.token(of: "a", in: buyerSession) == expected)
    let other = AccountToken(secret: Secret("Bé 🔑"), expiry: nil)
    #expect(try vault.token(of: "b", in: buyerSession) == other)
    #expect(try vault.token(of: "c", in: buyerSession) == nil)
  }

  @Test func `two tokens that changed places do not open`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")])
    try folder.tamper { db in
      let boxes = try Data.fetchAll(db, sql: "SELECT sealed FROM token ORDER BY account_id")
      for (id, box) in zip(["b", "a"], boxes) {
        try db.execute(
          sql: "UPDATE token SET sealed = ? WHERE account_id = ?", arguments: [box, id])
      }
    }
    for id in ["a", "b"] as [AccountID] {
      #expect(throws: VaultError.sealBroken) { try vault.token(of: id, in: buyerSession) }
    }
  }

  @Test(arguments: [
    "UPDATE account SET expires = expires + 1",
    "UPDATE account SET expires = NULL",
    "UPDATE session SET member_id = 'member-2'",
    "UPDATE session SET grant_type = 'client-credentials'",
    "UPDATE session SET method = 'openid-profile'",
    "UPDATE session SET profile_id = 'profile-2'",
    "UPDATE session SET method = 'customer', profile_id = ''",
    "UPDATE store SET client_id = 'client-2', origin = 'https://live.example:443'",
    "UPDATE token SET sealed = zeroblob(length(sealed))",
    "UPDATE token SET sealed = x''",
    "UPDATE token SET sealed = substr(sealed, 1, length(sealed) - 1)",
  ])
  func `a token does not open where it was not sealed`(tampering: String) throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: tampering) }
    let summary = try #require(try vault.summaries().first)
    #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: summary.id) }
  }

  @Test func `an access token does not open as an account token`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.saveAccessToken(AccountToken(secret: Secret("access"), expiry: nil), for: implicit)
    try folder.tamper {
      try $0.execute(sql: "UPDATE token SET sealed = (SELECT sealed FROM access_token)")
    }
    #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: buyerSession) }
  }

  @Test func `texts behind their lengths do not run into each other`() {
    let texts: [[String?]] = [
      ["ab", "c"], ["a", "bc"], ["abc", ""], ["abc", nil], ["", "abc"], [nil, "abc"], ["abc"],
      ["ab", "c", "1"], ["ab", "c1"], ["ab", "", "1"],
    ]
    #expect(Set(texts.map(lengthPrefixed)).count == texts.count)
  }

  @Test func `without its key a token is lost, and signing in again brings it back`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try FileManager.default.removeItem(atPath: folder.file("vault.key"))
    #expect(throws: VaultError.keyLost) { try folder.vault().token(of: "a", in: buyerSession) }
    #expect(try vault.session(buyerSession)?.roster.count == 1)
    try vault.signIn([.sample("a", token: "again")])
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("again"))
  }

  @Test func `under another key the old tokens are lost and the new ones open`() throws {
    try folder.vault(.file).signIn([.sample("a"), .sample("b")])
    try FileManager.default.removeItem(atPath: folder.file("vault.key"))
    let vault = folder.vault(.file)
    _ = try vault.saveSwitch(
      to: "a", renewed: [.sample("a", token: "new")], in: buyerSession, clock: ServerClock())
    #expect(try vault.token(of: "a", in: buyerSession)?.secret == Secret("new"))
    #expect(throws: VaultError.keyLost) { try vault.token(of: "b", in: buyerSession) }
  }

  @Test func `no file of the vault holds a token, neither plain nor in base 64`() throws {
    let token = "canary-\(UUID().uuidString)-canary"
    let vault = folder.vault()
    try vault.signIn([.sample("a", token: token)], selecting: "a")
    try vault.saveAccessToken(AccountToken(secret: Secret(token), expiry: nil), for: implicit)
    _ = try vault.saveSwitch(
      to: "a", renewed: [.sample("a", token: token)], in: buyerSession, clock: ServerClock(),
      recording: .sample())
    // Base 64 depends on where in three bytes a text begins: look for the middle of each.
    let needles =
      [Data(token.utf8)]
      + (0..<3).map { shift in
        Data((String(repeating: "x", count: shift) + token).utf8).base64EncodedData()
          .dropFirst(4).dropLast(4)
      }
    #expect(folder.files.contains("vault.sqlite-wal"))
    for name in folder.files {
      let contents = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
      for needle in needles { #expect(contents.range(of: needle) == nil, "in \(name)") }
    }
    #expect(try vault.token(of: "a", in: buyerSession)?.secret == Secret(token))
  }
}
