import Foundation
import Synchronization

/// The members of a running store with their rosters and user names; all of it changes while it
/// runs.
final class MemberDirectory: Sendable {
  private struct State {
    var members: [Member]
    /// The further members, made when somebody looks beyond the first ones.
    var colleagues: [Member]?
    var accounts: [String: SimulatedAccount] = [:]
    /// The accounts that were taken out of a member's roster, by the member's ID.
    var removed: [String: Set<String>] = [:]
    /// The IDs of credentials that were made while the store ran.
    var credentialIDs: [CredentialKey: String] = [:]

    init(_ store: SimulatedStore) {
      members = store.members
      for account in members.flatMap(\.accounts) + store.headOffices {
        accounts[account.id] = account
      }
    }
  }

  /// A user name is unique in its profile.
  private struct CredentialKey: Hashable {
    let passwordProfileID: String
    let username: String

    init(_ credential: Member.PasswordCredential) {
      passwordProfileID = credential.passwordProfileID
      username = credential.username
    }
  }

  private let store: SimulatedStore
  private let state: Mutex<State>

  init(_ store: SimulatedStore) {
    self.store = store
    state = Mutex(State(store))
  }

  /// The members that tests and presenters sign in as, in the order they were added.
  var members: [Member] { state.withLock { $0.members } }

  /// Every member of the store.
  var everybody: [Member] { state.withLock { $0.members + colleagues(&$0) } }

  func member(_ id: String) -> Member? {
    state.withLock { state in
      state.members.first { $0.id == id } ?? colleagues(&state).first { $0.id == id }
    }
  }

  func member(username: String, passwordProfileID: String) -> Member? {
    func signsIn(_ member: Member) -> Bool {
      member.hasCredential(username: username, passwordProfileID: passwordProfileID)
    }
    return state.withLock { state in
      state.members.first(where: signsIn) ?? colleagues(&state).first(where: signsIn)
    }
  }

  /// The members who may act as an account.
  func members(ofAccount accountID: String) -> [Member] {
    everybody.filter { $0.accounts.contains { $0.id == accountID } }
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

  private func colleagues(_ state: inout State) -> [Member] {
    if let colleagues = state.colleagues { return colleagues }
    let colleagues = store.colleagues()
    state.colleagues = colleagues
    return colleagues
  }

  /// Changes one member, wherever it is kept; nil when there is no such member.
  @discardableResult
  private func change<Result>(
    _ memberID: String, _ state: inout State, _ change: (inout Member) -> Result
  ) -> Result? {
    if let index = state.members.firstIndex(where: { $0.id == memberID }) {
      return change(&state.members[index])
    }
    var colleagues = colleagues(&state)
    guard let index = colleagues.firstIndex(where: { $0.id == memberID }) else { return nil }
    let result = change(&colleagues[index])
    state.colleagues = colleagues
    return result
  }
}

// MARK: - Rosters

extension MemberDirectory {
  /// Adds a member; false when one of its user names is taken.
  func signUp(_ member: Member) -> Bool {
    state.withLock { state in
      guard !member.credentials.contains(where: { isTaken($0, &state) }) else { return false }
      state.members.append(member)
      for account in member.accounts { state.accounts[account.id] = account }
      return true
    }
  }

  private func isTaken(_ credential: Member.PasswordCredential, _ state: inout State) -> Bool {
    (state.members + colleagues(&state)).contains {
      $0.hasCredential(
        username: credential.username, passwordProfileID: credential.passwordProfileID)
    }
  }

  /// Puts an account at the end of a member's roster; false when there is no such member, or the
  /// account is in its roster already.
  func add(_ account: SimulatedAccount, toMember memberID: String) -> Bool {
    state.withLock { state in
      let isAdded = change(memberID, &state) { member in
        guard !member.accounts.contains(where: { $0.id == account.id }) else { return false }
        member.accounts.append(account)
        return true
      }
      guard isAdded == true else { return false }
      state.accounts[account.id] = account
      state.removed[memberID]?.remove(account.id)
      return true
    }
  }

  /// Takes an account out of a member's roster; it stays an account of the store. False when it was
  /// not there.
  func removeAccount(_ accountID: String, fromMember memberID: String) -> Bool {
    state.withLock { state in
      let isRemoved = change(memberID, &state) { member in
        let count = member.accounts.count
        member.accounts.removeAll { $0.id == accountID }
        return member.accounts.count < count
      }
      guard isRemoved == true else { return false }
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
      func adjusted(_ member: Member) -> Member {
        var member = member
        for index in member.accounts.indices where member.accounts[index].id == accountID {
          member.accounts[index].lifetime = seconds
        }
        return member
      }
      state.members = state.members.map(adjusted)
      state.colleagues = state.colleagues?.map(adjusted)
      return true
    }
  }
}

// MARK: - User names

/// A user name and password of a member, with the ID by which the API knows it.
struct PasswordProfileInfo: Sendable {
  let id: String
  let credential: Member.PasswordCredential
}

extension MemberDirectory {
  /// The user names of a member, in the order they were added; nil when there is no such member.
  func passwordProfileInfos(ofMember memberID: String) -> [PasswordProfileInfo]? {
    member(memberID).map { member in state.withLock { infos(of: member, $0) } }
  }

  private func infos(of member: Member, _ state: State) -> [PasswordProfileInfo] {
    member.credentials.map { credential in
      let key = CredentialKey(credential)
      var random = SplitMix64(
        seed: store.seed, for: "credential \(key.passwordProfileID) \(key.username)")
      return PasswordProfileInfo(
        id: state.credentialIDs[key] ?? random.uuid(), credential: credential)
    }
  }

  /// Gives a member a user name in a profile.
  ///
  /// - Throws: 404 without such a member; 422 when the user name is taken, or the member has one in
  ///   that profile and ``SimulatedStore/allowsOneInfoPerProfile``.
  func addCredential(
    _ credential: Member.PasswordCredential, toMember memberID: String
  ) throws(CommerceError) -> PasswordProfileInfo {
    try state.withLock { state throws(CommerceError) in
      guard !isTaken(credential, &state) else {
        throw .unprocessable("username is already in use in this password profile")
      }
      let isAdded = change(memberID, &state) { member in
        let hasOne = member.credentials.contains {
          $0.passwordProfileID == credential.passwordProfileID
        }
        guard !(hasOne && store.allowsOneInfoPerProfile) else { return false }
        member.credentials.append(credential)
        return true
      }
      guard let isAdded else { throw .memberNotFound }
      guard isAdded else {
        throw .unprocessable("the user has a user name in this password profile already")
      }
      let id = UUID().uuidString.lowercased()
      state.credentialIDs[CredentialKey(credential)] = id
      return PasswordProfileInfo(id: id, credential: credential)
    }
  }

  /// Puts another user name or password in the place of one.
  ///
  /// - Throws: 404 without such a user name; 422 when the new one is taken.
  func replaceCredential(
    _ infoID: String, ofMember memberID: String, with credential: Member.PasswordCredential
  ) throws(CommerceError) {
    try state.withLock { state throws(CommerceError) in
      let members = state.members + colleagues(&state)
      guard let member = members.first(where: { $0.id == memberID }),
        let index = infos(of: member, state).firstIndex(where: { $0.id == infoID })
      else { throw .passwordProfileInfoNotFound }
      let old = CredentialKey(member.credentials[index])
      if old != CredentialKey(credential), isTaken(credential, &state) {
        throw .unprocessable("username is already in use in this password profile")
      }
      change(memberID, &state) { $0.credentials[index] = credential }
      state.credentialIDs[old] = nil
      state.credentialIDs[CredentialKey(credential)] = infoID
    }
  }

  /// Takes a user name from a member; the tokens it signed in to live on.
  ///
  /// - Throws: 404 without such a user name.
  func removeCredential(_ infoID: String, ofMember memberID: String) throws(CommerceError) {
    try state.withLock { state throws(CommerceError) in
      let members = state.members + colleagues(&state)
      guard let member = members.first(where: { $0.id == memberID }),
        let index = infos(of: member, state).firstIndex(where: { $0.id == infoID })
      else { throw .passwordProfileInfoNotFound }
      state.credentialIDs[CredentialKey(member.credentials[index])] = nil
      change(memberID, &state) { _ = $0.credentials.remove(at: index) }
    }
  }
}

extension CommerceError {
  static let memberNotFound = CommerceError.notFound("account member not found")
  static let passwordProfileInfoNotFound = CommerceError.notFound(
    "user authentication password profile info not found")
}
