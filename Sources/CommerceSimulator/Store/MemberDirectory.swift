import Synchronization

/// The members of a running store with their rosters; both change while it runs.
final class MemberDirectory: Sendable {
  private struct State {
    var members: [Member]
    var accounts: [String: SimulatedAccount] = [:]
    /// The accounts that were taken out of a member's roster, by the member's ID.
    var removed: [String: Set<String>] = [:]

    init(_ members: [Member]) {
      self.members = members
      for member in members {
        for account in member.accounts { accounts[account.id] = account }
      }
    }

    func index(of memberID: String) -> Int? { members.firstIndex { $0.id == memberID } }
  }

  private let state: Mutex<State>

  init(_ store: SimulatedStore) { state = Mutex(State(store.members)) }

  /// Every member, in the order they were added.
  var members: [Member] { state.withLock { $0.members } }

  func member(_ id: String) -> Member? {
    state.withLock { state in state.index(of: id).map { state.members[$0] } }
  }

  func member(username: String, passwordProfileID: String) -> Member? {
    state.withLock { state in
      state.members.first {
        $0.hasCredential(username: username, passwordProfileID: passwordProfileID)
      }
    }
  }

  /// Whether the account was taken out of the member's roster.
  func hasRemoved(_ accountID: String, fromMember memberID: String) -> Bool {
    state.withLock { $0.removed[memberID]?.contains(accountID) ?? false }
  }

  func account(_ id: String) -> SimulatedAccount? { state.withLock { $0.accounts[id] } }

  /// Every account once, sorted by ID.
  var accounts: [SimulatedAccount] {
    state.withLock { $0.accounts.values.sorted { $0.id < $1.id } }
  }
}

// MARK: - Changes

extension MemberDirectory {
  /// Adds a member; false when one of its user names is taken.
  func signUp(_ member: Member) -> Bool {
    state.withLock { state in
      let isTaken = state.members.contains { other in
        member.credentials.contains {
          other.hasCredential(username: $0.username, passwordProfileID: $0.passwordProfileID)
        }
      }
      guard !isTaken else { return false }
      state.members.append(member)
      for account in member.accounts { state.accounts[account.id] = account }
      return true
    }
  }

  /// Puts an account at the end of a member's roster; false when there is no such member, or the
  /// account is in its roster already.
  func add(_ account: SimulatedAccount, toMember memberID: String) -> Bool {
    state.withLock { state in
      guard let index = state.index(of: memberID),
        !state.members[index].accounts.contains(where: { $0.id == account.id })
      else { return false }
      state.members[index].accounts.append(account)
      state.accounts[account.id] = account
      state.removed[memberID]?.remove(account.id)
      return true
    }
  }

  /// Takes an account out of a member's roster; it stays an account of the store. False when it was
  /// not there.
  func removeAccount(_ accountID: String, fromMember memberID: String) -> Bool {
    state.withLock { state in
      guard let index = state.index(of: memberID) else { return false }
      let count = state.members[index].accounts.count
      state.members[index].accounts.removeAll { $0.id == accountID }
      guard state.members[index].accounts.count < count else { return false }
      state.removed[memberID, default: []].insert(accountID)
      return true
    }
  }

  /// Changes how long the tokens of an account live that are minted from now on; false when there
  /// is no such account.
  func setLifetime(_ seconds: Int, ofAccount accountID: String) -> Bool {
    state.withLock { state in
      guard state.accounts[accountID] != nil else { return false }
      state.accounts[accountID]?.lifetime = seconds
      for member in state.members.indices {
        for index in state.members[member].accounts.indices
        where state.members[member].accounts[index].id == accountID {
          state.members[member].accounts[index].lifetime = seconds
        }
      }
      return true
    }
  }
}
