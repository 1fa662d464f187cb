package import AccountModel
package import Foundation

/// Whom a forwarded request acts as, and with what.
package struct ForwardingIdentity: Sendable {
  package let credentials: AccountCredentials

  /// What every request as the account carries, the profile's headers included.
  package let headers: [HeaderField]

  package let member: AccountMember
  package let isProduction: Bool

  /// The profile that describes the store; `nil` without one.
  package let profileName: String?

  /// The store's clock.
  package let clock: ServerClock

  package init(
    credentials: AccountCredentials, headers: [HeaderField], member: AccountMember,
    isProduction: Bool = false, profileName: String? = nil, clock: ServerClock = ServerClock()
  ) {
    self.credentials = credentials
    self.headers = headers
    self.member = member
    self.isProduction = isProduction
    self.profileName = profileName
    self.clock = clock
  }

  package var account: Account { credentials.held.account }
  package var expiry: Expiry? { credentials.held.token.expiry }

  /// What no answer may hand to a client.
  package var secrets: [Secret] { [credentials.held.token.secret, credentials.accessToken] }

  /// Whether another identity is that of the same account of the same member.
  package func actsLike(_ other: ForwardingIdentity) -> Bool {
    credentials.sessionID == other.credentials.sessionID && account.id == other.account.id
  }

  /// Seconds the account token lives; `nil` when the store did not say.
  package func secondsLeft(at now: Date) -> Int64? {
    expiry?.secondsLeft(at: clock.now(local: now))
  }
}
