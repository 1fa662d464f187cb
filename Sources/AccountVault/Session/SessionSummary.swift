package import AccountModel
package import Foundation

/// A session without its roster, for those who only ask whom one acts as.
package struct SessionSummary: Hashable, Sendable {
  package let store: Store
  package let member: AccountMember
  package let mechanism: Mechanism

  /// The account acted as, if one was chosen and is still in the roster.
  package let selected: Account?

  /// The account acted as before.
  package let previous: AccountID?

  package let clock: ServerClock

  /// When the roster was fetched.
  package let fetchedAt: Date

  /// Whether the store's commands speak of this session.
  package let isActive: Bool

  package init(
    store: Store, member: AccountMember, mechanism: Mechanism, selected: Account?,
    previous: AccountID?, clock: ServerClock, fetchedAt: Date, isActive: Bool
  ) {
    self.store = store
    self.member = member
    self.mechanism = mechanism
    self.selected = selected
    self.previous = previous
    self.clock = clock
    self.fetchedAt = fetchedAt
    self.isActive = isActive
  }

  package var key: SessionKey { SessionKey(store: store, memberID: member.id) }
}
