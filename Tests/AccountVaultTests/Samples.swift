import AccountModel
import AccountVault
import Foundation

/// A moment that tests agree on, by the store's clock.
let noon = Date(timeIntervalSince1970: 1_800_000_000)

let staging = try! Store(endpoint: Endpoint("https://staging.example"), clientID: "client-1")
let production = try! Store(endpoint: Endpoint("https://live.example"), clientID: "client-2")
let buyer = AccountMember(
  id: "member-1", username: "buyer@acme.example", name: "Bea Buyer", email: "bea@acme.example")
let buyerSession = SessionID.sample()
let otherSession = SessionID.sample(member: "member-2")
let productionSession = SessionID.sample(at: production)
let implicit = AccessTokenKey(store: staging, grantType: .implicit, clientSecret: nil)

extension SessionID {
  static func sample(
    at store: Store = staging, _ grantType: GrantType = .implicit,
    _ method: SignInMethod = .passwordProfile("profile-1"), member: String = "member-1"
  ) -> SessionID {
    SessionID(store: store, grantType: grantType, method: method, memberID: member)
  }
}

extension MintedAccount {
  /// An account whose token can be told from every other.
  static func sample(
    _ id: String, _ name: String? = nil, expires seconds: Int64? = 3600, token: String? = nil,
    position: Int = 0
  ) -> MintedAccount {
    MintedAccount(
      account: Account(
        id: AccountID(id), name: name ?? "Account \(id)",
        expiry: seconds.map {
          Expiry(epochSeconds: Int64(noon.timeIntervalSince1970) + $0)
        }),
      token: Secret(token ?? "token-of-\(id)"), position: position)
  }
}

extension RosterSnapshot {
  static func sample(
    _ minted: [MintedAccount], shortfall: Roster.Shortfall? = nil
  ) -> RosterSnapshot {
    RosterSnapshot(
      minted: minted, clock: ServerClock(offset: 7), fetchedAt: noon, shortfall: shortfall)
  }
}

extension Vault {
  /// Signs in with a password; without a session, as the sample buyer.
  @discardableResult
  func signIn(
    _ minted: [MintedAccount], in id: SessionID = buyerSession, selecting: AccountID? = nil,
    terminal: TerminalOrigin? = nil
  ) throws -> Session {
    let member = AccountMember(
      id: id.memberID, username: buyer.username, name: buyer.name, email: buyer.email)
    return try saveSignIn(
      id, member: member, mechanism: .password, roster: .sample(minted), selecting: selecting,
      terminal: terminal)
  }
}

extension AuditEvent {
  static func sample(
    _ kind: Kind = .switch, at time: Date = noon, account: String? = "a", reason: CleanText? = nil,
    member: Party = Party(buyer)
  ) -> AuditEvent {
    AuditEvent(
      kind: kind, time: time, storeKey: staging.key,
      member: member,
      account: account.map { Party(id: $0, name: "Account \($0)") }, result: .succeeded,
      reason: reason)
  }
}

extension AccountID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
