/// In which order accounts are listed. The raw values are the words of the file it is kept in.
package enum ListOrder: String, Sendable, Codable, CaseIterable {
  /// Those used last first, then the others by name.
  case recent
  case name

  package var title: String {
    switch self {
    case .recent: "by recent use"
    case .name: "by name"
    }
  }

  package var other: Self { self == .recent ? .name : .recent }
}

/// How a person likes the list of accounts: its order, favourites, and what was used last. None of it
/// is secret, and nothing depends on it but the order of rows and what `-` goes back to.
package struct ListPreferences: Equatable, Sendable {
  package var order = ListOrder.recent

  /// By the digest of the session.
  private var sessions: [String: Choices] = [:]

  private struct Choices: Equatable, Sendable, Codable {
    var favourites: [AccountID.RawValue] = []
    /// The last used one first.
    var recent: [AccountID.RawValue] = []
  }

  /// What each terminal chose, the terminal used last first.
  private var terminals: [TerminalChoices] = []

  private struct TerminalChoices: Equatable, Sendable, Codable {
    let terminal: String
    let session: String
    /// The last one and the one before.
    var accounts: [AccountID.RawValue]
  }

  /// How many are kept of each kind.
  package static let limits = (favourites: 1_000, recent: 100, sessions: 200, terminals: 200)

  package init() {}

  /// The accounts of a session that have a star.
  package func favourites(of session: SessionID) -> Set<AccountID> {
    Set(sessions[session.key]?.favourites.map { AccountID($0) } ?? [])
  }

  /// The accounts of a session that were switched to, the last one first.
  package func recent(of session: SessionID) -> [AccountID] {
    sessions[session.key]?.recent.map { AccountID($0) } ?? []
  }

  package mutating func setFavourite(
    _ isFavourite: Bool, _ account: AccountID, of session: SessionID
  ) {
    change(session) { choices in
      choices.favourites.removeAll { $0 == account.rawValue }
      if isFavourite { choices.favourites.insert(account.rawValue, at: 0) }
      choices.favourites = Array(choices.favourites.prefix(Self.limits.favourites))
    }
  }

  /// Takes in that an account was switched to.
  ///
  /// - Parameters:
  ///   - terminal: where, as the shell integration calls it.
  ///   - before: the account that was acted as there, for a terminal of which nothing is kept.
  package mutating func use(
    _ account: AccountID, of session: SessionID, in terminal: String? = nil,
    before: AccountID? = nil
  ) {
    if let terminal {
      let known = terminals.firstIndex { $0.terminal == terminal && $0.session == session.key }
      var accounts = known.map { terminals.remove(at: $0).accounts } ?? []
      if accounts.isEmpty, let before { accounts = [before.rawValue] }
      accounts = [account.rawValue] + accounts.filter { $0 != account.rawValue }
      let choices = TerminalChoices(
        terminal: terminal, session: session.key, accounts: Array(accounts.prefix(2)))
      terminals = Array(([choices] + terminals).prefix(Self.limits.terminals))
    }
    change(session) { choices in
      choices.recent.removeAll { $0 == account.rawValue }
      choices.recent.insert(account.rawValue, at: 0)
      choices.recent = Array(choices.recent.prefix(Self.limits.recent))
    }
  }

  /// The account that a terminal chose before the one it acts as now; `nil` where nothing is kept.
  package func previous(
    in terminal: String, of session: SessionID, actingAs acting: AccountID?
  ) -> AccountID? {
    terminals.first { $0.terminal == terminal && $0.session == session.key }?
      .accounts.first { $0 != acting?.rawValue }.map { AccountID($0) }
  }

  private mutating func change(_ session: SessionID, _ change: (inout Choices) -> Void) {
    // Whoever has so many sessions has forgotten the first.
    if sessions[session.key] == nil, sessions.count >= Self.limits.sessions {
      sessions.removeAll()
    }
    change(&sessions[session.key, default: Choices()])
  }

  /// The accounts in the order they are listed: favourites first, then the others.
  ///
  /// - Parameter accounts: in roster order.
  package func arranged(_ accounts: [Account], of session: SessionID) -> [Account] {
    guard let choices = sessions[session.key] else { return accounts }
    let stars = Set(choices.favourites)
    let recent = order == .recent ? choices.recent : []
    guard !stars.isEmpty || !recent.isEmpty else { return accounts }
    let ranks = Dictionary(
      recent.enumerated().map { ($1, $0) }, uniquingKeysWith: { one, _ in one })
    var favourites: [(rank: Int, account: Account)] = []
    var used: [(rank: Int, account: Account)] = []
    var others: [Account] = []
    others.reserveCapacity(accounts.count)
    for (position, account) in accounts.enumerated() {
      let rank = ranks[account.id.rawValue]
      if stars.contains(account.id.rawValue) {
        favourites.append((rank ?? recent.count + position, account))
      } else if let rank {
        used.append((rank, account))
      } else {
        others.append(account)
      }
    }
    let first = [favourites, used].flatMap { $0.sorted { $0.rank < $1.rank } }
    return first.map(\.account) + others
  }
}

extension ListPreferences: Codable {
  private enum CodingKeys: String, CodingKey { case version, order, sessions, terminals }

  /// What is not understood, from another version or by another hand, counts as not there.
  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    order = (try? object.decode(ListOrder.self, forKey: .order)) ?? .recent
    let chosen = (try? object.decode([TerminalChoices].self, forKey: .terminals)) ?? []
    terminals = Array(chosen.prefix(Self.limits.terminals))
    let read = (try? object.decode([String: Choices].self, forKey: .sessions)) ?? [:]
    for (key, choices) in read.prefix(Self.limits.sessions) {
      var kept = Choices()
      kept.favourites = Array(choices.favourites.prefix(Self.limits.favourites))
      kept.recent = Array(choices.recent.prefix(Self.limits.recent))
      sessions[key] = kept
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(1, forKey: .version)
    try object.encode(order, forKey: .order)
    try object.encode(sessions, forKey: .sessions)
    try object.encode(terminals, forKey: .terminals)
  }
}

extension SessionID {
  /// What the session is kept under among the preferences.
  fileprivate var key: String { parts.map { $0 ?? "" }.joined(separator: " ") }
}
