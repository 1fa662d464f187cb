extension SimulatedStore {
  /// Further members of the store: two for every account, each of several accounts.
  ///
  /// They are members as good as the others, whom a support desk can search for; they sign in with
  /// their e-mail address and the first member's password.
  func colleagues() -> [Member] {
    var accounts: [SimulatedAccount] = []
    var known: Set<String> = []
    for account in members.flatMap(\.accounts) where known.insert(account.id).inserted {
      accounts.append(account)
    }
    guard !accounts.isEmpty else { return [] }
    let count = max(firstNames.count, accounts.count / 4)
    var rosters = Array(repeating: [SimulatedAccount](), count: count)
    for account in accounts {
      var random = SplitMix64(seed: seed, for: "colleagues of \(account.id)")
      let first = Int.random(in: 0..<count, using: &random)
      let second = (first + Int.random(in: 1..<count, using: &random)) % count
      rosters[first].append(account)
      rosters[second].append(account)
    }
    return rosters.enumerated().map { index, roster in colleague(index, of: roster) }
  }

  private func colleague(_ index: Int, of roster: [SimulatedAccount]) -> Member {
    var random = SplitMix64(seed: seed, for: "colleague \(index)")
    let round = index / firstNames.count
    let first = firstNames[index % firstNames.count]
    let last = lastNames[(index + round) % lastNames.count]
    let address = "\(first).\(last)\(round == 0 ? "" : "\(round)")@buyers.example".lowercased()
    return Member(
      id: random.uuid(), name: "\(first) \(last)", email: address,
      credentials: [
        Member.PasswordCredential(
          passwordProfileID: passwordProfiles[0].id, username: address, password: "demo-password")
      ],
      accounts: roster)
  }
}

private let firstNames = [
  "Amara", "Bela", "Chen", "Dana", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kofi",
  "Lena",
]

private let lastNames = [
  "Okafor", "Kovacs", "Wei", "Levi", "Demir", "Haddad", "Lind", "Tanaka", "Duarte", "Brandt",
  "Mensah", "Novak", "Olsen",
]
