import AccountModel
import AccountVault
import Foundation

/// A moment that tests agree on, by the store's clock.
let noon = Date(timeIntervalSince1970: 1_800_000_000)

let staging = try! Store(endpoint: Endpoint("https://staging.example"), clientID: "client-1")
let production = try! Store(endpoint: Endpoint("https://live.example"), clientID: "client-2")
let buyer = AccountMember(id: "member-1", username: "buyer@acme.example")
let buyerKey = SessionKey(store: staging, memberID: buyer.id)

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

extension Vault {
  /// Signs the sample buyer in.
  @discardableResult
  func signIn(
    _ minted: [MintedAccount], member: AccountMember = buyer, at store: Store = staging,
    selecting: AccountID? = nil
  ) throws -> Session {
    try saveSignIn(
      store: store, member: member, mechanism: .password, minted: minted,
      clock: ServerClock(offset: 7), fetchedAt: noon, selecting: selecting)
  }
}

extension HistoryEvent {
  static func sample(
    _ kind: Kind = .switch, at time: Date = noon, account: String? = "a", reason: String? = nil
  ) -> HistoryEvent {
    HistoryEvent(
      kind: kind, time: time, storeKey: staging.key, member: Party(buyer),
      account: account.map { Party(id: $0, name: "Account \($0)") }, result: .succeeded,
      reason: reason)
  }
}

extension AccountID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
