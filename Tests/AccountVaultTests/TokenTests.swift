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
    #expect(try vault.token(of: "a", in: buyerKey) == expected)
    let other = AccountToken(secret: Secret("Bé 🔑"), expiry: nil)
    #expect(try vault.token(of: "b", in: buyerKey) == other)
    #expect(try vault.token(of: "c", in: buyerKey) == nil)
  }

  @Test func `the bearer of a store is its own, and the newest`() throws {
    let vault = folder.vault()
    let first = AccountToken(secret: Secret("one"), expiry: Expiry(noon))
    let second = AccountToken(secret: Secret("two"), expiry: nil)
    try vault.saveBearer(first, for: staging)
    try vault.saveBearer(second, for: production)
    #expect(try folder.vault().bearer(for: staging) == first)
    try vault.saveBearer(second, for: staging)
    #expect(try folder.vault().bearer(for: staging) == second)
  }

  /// Seconds to live by account, who is selected, and whose token renews.
  @Test(
    arguments: [
      (["a": 3600, "b": 7200], "a", "a"),
      (["a": 3600, "b": 7200], nil, "b"),
      (["a": 0, "b": 60, "c": 90], "a", "c"),
      (["a": -5, "b": 40], "a", "b"),
      // So little is not worth trying.
      (["a": 30], "a", nil),
      (["a": 31], "a", "a"),
      (["a": nil, "b": 60], nil, "b"),
      (["a": nil, "b": 60], "a", "a"),
      (["a": nil, "b": 0], nil, "a"),
      ([:], nil, nil),
    ] as [([String: Int64?], String?, String?)])
  func `the token to renew with is the selected one, else the longest-lived`(
    lifetimes: [String: Int64?], selected: String?, expected: String?
  ) throws {
    let vault = Vault.inMemory()
    try vault.signIn(
      lifetimes.map { .sample($0, expires: $1) }, selecting: selected.map(AccountID.init(_:)))
    let token = try vault.tokenToRenewWith(in: buyerKey, at: noon)?.token
    #expect(token?.secret == expected.map { Secret("token-of-\($0)") })
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
      #expect(throws: VaultError.sealBroken) { try vault.token(of: id, in: buyerKey) }
    }
  }

  @Test(arguments: [
    "UPDATE account SET expires = expires + 1",
    "UPDATE account SET expires = NULL",
    "UPDATE session SET member_id = 'member-2'",
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
    #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: summary.key) }
  }

  @Test func `a bearer does not open as an account token`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.saveBearer(AccountToken(secret: Secret("bearer"), expiry: nil), for: staging)
    try folder.tamper {
      try $0.execute(sql: "UPDATE token SET sealed = (SELECT sealed FROM client_secret)")
    }
    #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: buyerKey) }
  }

  @Test func `parts of a place do not run into each other`() {
    func place(_ member: String?, _ account: String?, _ expiry: Int64? = nil) -> Data {
      SealedPlace(
        kind: .accountToken, store: staging, memberID: member,
        accountID: account.map(AccountID.init(_:)), expiry: expiry.map(Expiry.init(epochSeconds:))
      ).authenticatedData
    }
    let places = [
      place("ab", "c"), place("a", "bc"), place("abc", ""), place("abc", nil), place("", "abc"),
      place(nil, "abc"), place("ab", "c", 1), place("ab", "c1"), place("ab", "", 1),
    ]
    #expect(Set(places).count == places.count)
  }

  @Test func `without its key a token is lost, and signing in again brings it back`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try FileManager.default.removeItem(atPath: folder.file("vault.key"))
    #expect(throws: VaultError.keyLost) { try vault.token(of: "a", in: buyerKey) }
    #expect(try vault.session(at: staging)?.roster.count == 1)
    try vault.signIn([.sample("a", token: "again")])
    #expect(try vault.token(of: "a", in: buyerKey)?.secret == Secret("again"))
  }

  @Test func `under another key the old tokens are lost and the new ones open`() throws {
    try folder.vault(.file).signIn([.sample("a"), .sample("b")])
    try FileManager.default.removeItem(atPath: folder.file("vault.key"))
    let vault = folder.vault(.file)
    _ = try vault.saveSwitch(
      to: "a", renewed: [.sample("a", token: "new")], in: buyerKey, clock: ServerClock())
    #expect(try vault.token(of: "a", in: buyerKey)?.secret == Secret("new"))
    #expect(throws: VaultError.keyLost) { try vault.token(of: "b", in: buyerKey) }
  }

  @Test func `no file of the vault holds a token, neither plain nor in base 64`() throws {
    let token = "canary-\(UUID().uuidString)-canary"
    let vault = folder.vault()
    try vault.signIn([.sample("a", token: token)], selecting: "a")
    try vault.saveBearer(AccountToken(secret: Secret(token), expiry: nil), for: staging)
    _ = try vault.saveSwitch(
      to: "a", renewed: [.sample("a", token: token)], in: buyerKey, clock: ServerClock(),
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
    #expect(try vault.token(of: "a", in: buyerKey)?.secret == Secret(token))
  }
}
