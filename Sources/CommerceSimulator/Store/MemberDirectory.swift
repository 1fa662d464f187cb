import Synchronization

/// The members of a running store with their rosters; grows by signing up.
final class MemberDirectory: Sendable {
  private struct State {
    var members: [String: Member] = [:]
    var rosters: [String: [SimulatedAccount]] = [:]
    var accounts: [String: SimulatedAccount] = [:]

    mutating func enrol(_ member: Member, in roster: [SimulatedAccount]) {
      members[member.id] = member
      rosters[member.id] = roster
      for account in roster { accounts[account.id] = account }
    }
  }

  private let state = Mutex(State())

  init(_ store: SimulatedStore) {
    state.withLock { state in
      for member in [store.member, store.supportMember].compactMap(\.self) {
        state.enrol(member, in: store.roster)
      }
    }
  }

  func member(_ id: String) -> Member? { state.withLock { $0.members[id] } }

  func member(username: String, passwordProfileID: String) -> Member? {
    state.withLock { state in
      state.members.values.first {
        $0.username == username && $0.passwordProfileID == passwordProfileID
      }
    }
  }

  func roster(of member: Member) -> [SimulatedAccount] {
    state.withLock { $0.rosters[member.id] ?? [] }
  }

  func account(_ id: String) -> SimulatedAccount? { state.withLock { $0.accounts[id] } }

  /// Every account once, sorted by ID.
  var accounts: [SimulatedAccount] {
    state.withLock { $0.accounts.values.sorted { $0.id < $1.id } }
  }

  /// Adds a member; false when its username is taken.
  func signUp(_ member: Member, in roster: [SimulatedAccount]) -> Bool {
    state.withLock { state in
      let isTaken = state.members.values.contains {
        $0.username == member.username && $0.passwordProfileID == member.passwordProfileID
      }
      if !isTaken { state.enrol(member, in: roster) }
      return !isTaken
    }
  }
}
