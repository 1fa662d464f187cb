import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

/// What differs in any part of its identity shares nothing.
@Suite struct IdentityTests {
  let folder = TemporaryFolder()

  private static let sessions: [SessionID] = [
    .sample(),
    .sample(.clientCredentials),
    .sample(.implicit, .passwordProfile("profile-2")),
    .sample(.implicit, .openIDProfile("profile-1")),
    .sample(.implicit, .customer),
    .sample(.implicit, .heldToken),
    .sample(member: "member-2"),
    .sample(at: production),
    .sample(at: Store(endpoint: staging.endpoint, clientID: "client-2")),
    .sample(at: Store(endpoint: production.endpoint, clientID: "client-1")),
  ]

  @Test func `sessions that differ in one part share no account, token or selection`() throws {
    let vault = folder.vault()
    for (number, id) in Self.sessions.enumerated() {
      try vault.signIn(
        [.sample("shared", token: "token-\(number)"), .sample("own-\(number)")], in: id,
        selecting: AccountID("own-\(number)"))
    }
    for (number, id) in Self.sessions.enumerated() {
      let session = try #require(try vault.session(id))
      #expect(session.id == id)
      #expect(session.selected == AccountID("own-\(number)"))
      #expect(session.roster.accounts.map(\.id) == [AccountID("own-\(number)"), "shared"])
      #expect(try vault.token(of: "shared", in: id)?.secret == Secret("token-\(number)"))
      #expect(try vault.summary(digest: id.digest) == session.summary)
    }
    #expect(try Set(vault.summaries().map(\.id)) == Set(Self.sessions))
    try vault.forget(Self.sessions[0])
    #expect(try Set(vault.summaries().map(\.id)) == Set(Self.sessions.dropFirst()))
  }

  @Test func `a sealed token moved to another session does not open there`() throws {
    let vault = folder.vault()
    for id in Self.sessions { try vault.signIn([.sample("a")], in: id) }
    try folder.tamper { db in
      // Each row gets the token of the next one.
      let boxes = try Data.fetchAll(db, sql: "SELECT sealed FROM token ORDER BY session_id")
      let rows = try Int64.fetchAll(db, sql: "SELECT session_id FROM token ORDER BY session_id")
      for (row, box) in zip(rows, boxes.dropFirst() + boxes.prefix(1)) {
        try db.execute(
          sql: "UPDATE token SET sealed = ? WHERE session_id = ?", arguments: [box, row])
      }
    }
    for id in Self.sessions {
      #expect(throws: VaultError.sealBroken) { try vault.token(of: "a", in: id) }
    }
  }

  @Test func `digests differ and stay the same in every release`() {
    #expect(Set(Self.sessions.map(\.digest)).count == Self.sessions.count)
    #expect(buyerSession.digest == "1068c84453ab1c829b75b94ea7e10fcb")
  }

  @Test func `a digest that was changed in the file is found`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try folder.tamper {
      try $0.execute(sql: "UPDATE session SET digest = ?", arguments: [otherSession.digest])
    }
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try vault.summary(digest: otherSession.digest)
    }
  }

  @Test func `access tokens of stores, grants and client secrets are apart`() throws {
    let keys = [
      implicit,
      AccessTokenKey(store: production, grantType: .implicit, clientSecret: nil),
      AccessTokenKey(store: staging, grantType: .clientCredentials, clientSecret: Secret("one")),
      AccessTokenKey(store: staging, grantType: .clientCredentials, clientSecret: Secret("two")),
      AccessTokenKey(store: production, grantType: .clientCredentials, clientSecret: Secret("one")),
    ]
    let vault = folder.vault()
    for (number, key) in keys.enumerated() {
      #expect(try vault.accessToken(for: key) == nil)
      try vault.saveAccessToken(
        AccountToken(secret: Secret("access-\(number)"), expiry: Expiry(noon)), for: key)
    }
    for (number, key) in keys.enumerated() {
      let expected = AccountToken(secret: Secret("access-\(number)"), expiry: Expiry(noon))
      #expect(try folder.vault().accessToken(for: key) == expected)
    }
    let newer = AccountToken(secret: Secret("newer"), expiry: nil)
    try vault.saveAccessToken(newer, for: implicit)
    #expect(try vault.accessToken(for: implicit) == newer)
  }

  @Test func `the implicit grant has no client secret`() {
    let given = AccessTokenKey(store: staging, grantType: .implicit, clientSecret: Secret("one"))
    #expect(given == implicit)
  }

  @Test(arguments: [
    "UPDATE access_token SET grant_type = 'implicit', secret_digest = x''",
    "UPDATE access_token SET expires = expires + 1",
    "UPDATE store SET client_id = 'client-9'",
  ])
  func `an access token does not open where it was not sealed`(tampering: String) throws {
    let vault = folder.vault()
    let strong = AccessTokenKey(
      store: staging, grantType: .clientCredentials, clientSecret: Secret("one"))
    try vault.saveAccessToken(
      AccountToken(secret: Secret("access"), expiry: Expiry(noon)), for: strong)
    try folder.tamper { try $0.execute(sql: tampering) }
    let found = [
      strong, implicit,
      AccessTokenKey(
        store: Store(endpoint: staging.endpoint, clientID: "client-9"),
        grantType: .clientCredentials, clientSecret: Secret("one")),
    ].map { key in Result { try vault.accessToken(for: key) } }
    #expect(!found.contains { (try? $0.get()) != nil })
  }

  @Test func `the client secret of a store is its own, and the newest`() throws {
    let vault = folder.vault()
    try vault.saveClientSecret(Secret("one"), for: staging)
    try vault.saveClientSecret(Secret("other"), for: production)
    try vault.saveClientSecret(Secret("two"), for: staging)
    #expect(try folder.vault().clientSecret(for: staging) == Secret("two"))
    try folder.tamper { db in
      try db.execute(
        sql: """
          UPDATE client_secret SET sealed =
            (SELECT sealed FROM client_secret AS other WHERE other.store_id != client_secret.store_id)
          """)
    }
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try vault.clientSecret(for: staging)
    }
  }
}
