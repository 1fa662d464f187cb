/// How an account member proves who they are. The raw values are the words of the command line.
package enum Mechanism: String, Sendable, CaseIterable {
  case password
  case oidc
  case passwordless
  case selfSignup = "self-signup"
  case customer
  /// A token someone already held, turned into a session by the switch mechanism.
  case token
}

/// Who is signed in.
package struct AccountMember: Hashable, Sendable {
  /// The store's ID of the member, cleaned; older stores do not tell it, then what stands in for it.
  package let id: String

  /// What the member typed to sign in, where something was typed.
  package let username: String?

  package init(id: String, username: String?) {
    self.id = id
    self.username = username
  }

  /// What a person recognises: the user name, else the ID.
  package var displayName: String { username ?? id }
}

/// What is known of a signed-in member at one store: the roster, and whom they act as. It holds no
/// secret: tokens stay in the vault.
package struct Session: Equatable, Sendable {
  package var store: Store
  package var member: AccountMember
  package var mechanism: Mechanism
  package var roster: Roster

  /// The account acted as, if one was chosen.
  package var selected: AccountID?

  /// The account acted as before, which `switch -` goes back to.
  package var previous: AccountID?

  package var clock: ServerClock

  package init(
    store: Store, member: AccountMember, mechanism: Mechanism, roster: Roster,
    selected: AccountID? = nil, previous: AccountID? = nil, clock: ServerClock = ServerClock()
  ) {
    self.store = store
    self.member = member
    self.mechanism = mechanism
    self.roster = roster
    self.selected = selected
    self.previous = previous
    self.clock = clock
  }

  /// The account acted as, when it is chosen and still in the roster.
  package var selectedAccount: Account? { selected.flatMap { roster[$0] } }
}

/// What a session is kept under: one member at one store.
package struct SessionKey: Hashable, Sendable {
  package let store: Store
  package let memberID: String

  package init(store: Store, memberID: String) {
    self.store = store
    self.memberID = memberID
  }
}

extension Session {
  package var key: SessionKey { SessionKey(store: store, memberID: member.id) }
}
