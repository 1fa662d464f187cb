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
    "UPDATE token SET sealed = zeroblob(length(sealed))",
    "UPDATE token SET sealed = x''",
    "UPDATE token SET sealed = substr(sealed, 1, length(sealed) - 1)",
  ])
  func `a token does not open where it was not sealed`(tampering: String) throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: tampering) }
    #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: buyerSession) }
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
    try vault.signIn([.sample("a", token: "again")])
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("again"))
  }

  @Test func `without its key nothing is read or changed, until someone signs in`() throws {
    try folder.vault().signIn([.sample("a"), .sample("b")], selecting: "b")
    try folder.vault().signIn([.sample("c")], in: otherSession)
    try folder.vault().record(.sample())
    try FileManager.default.removeItem(atPath: folder.file("vault.key"))
    let vault = folder.vault()
    #expect(throws: VaultError.keyLost) { try vault.summaries() }
    #expect(throws: VaultError.keyLost) { try vault.session(buyerSession) }
    #expect(throws: VaultError.keyLost) {
      try vault.saveSwitch(to: "a", renewed: [], in: buyerSession, clock: ServerClock())
    }
    #expect(throws: VaultError.keyLost) { try vault.saveClientSecret(Secret("x"), for: staging) }
    #expect(!folder.files.contains("vault.key"))

    // What nothing vouches for any more is gone, the choice of an account included.
    let session = try vault.signIn([.sample("a"), .sample("b")])
    #expect(session.selected == nil)
    #expect(try folder.vault().summaries().map(\.id) == [buyerSession])
    #expect(try vault.auditEvents().count == 1)
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
