import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// Loads the pages of a member's accounts and makes one list of them.
///
/// The first page is minted with the sign-in credential of the member; the rest by the switch
/// mechanism, with a token of the first page, since a one-time credential works only once.
package struct RosterLoader: Sendable {
  let client: CommerceClient
  let accessToken: Secret
  let progress: RosterProgress

  /// How many pages are asked for at once.
  static let pagesInFlight = 8

  /// More accounts than this are taken for a list that does not end.
  static let mostAccounts = 200_000

  /// How often the list may turn out longer than the store had said.
  static let mostExtensions = 3

  init(
    client: CommerceClient, accessToken: Secret,
    progress: @escaping RosterProgress = { _, _ in }
  ) {
    self.client = client
    self.accessToken = accessToken
    self.progress = progress
  }

  /// Asks for everything from the first page on.
  ///
  /// - Parameter afterFirstPage: called when the credential is not needed any more.
  /// - Returns: every account once, in the store's order.
  /// - Throws: ``APIError``, also where the store has accounts and not one of them can be used: that is no
  ///   roster to put in the place of another.
  func load(
    _ credential: SignInCredential, afterFirstPage: () async -> Void = {}
  ) async throws(APIError) -> LoadedRoster {
    let roster = try await loadAll(credential, afterFirstPage: afterFirstPage)
    guard !roster.accounts.isEmpty || roster.unusable == 0 else {
      throw .unreadable("none of the accounts has an ID and a token that are valid")
    }
    return roster
  }

  private func loadAll(
    _ credential: SignInCredential, afterFirstPage: () async -> Void
  ) async throws(APIError) -> LoadedRoster {
    let first = try await client.mintAccountTokens(credential, accessToken: accessToken)
    await afterFirstPage()
    var roster = LoadedRoster(memberID: first.memberID, clock: first.clock)
    roster.add(first)
    progress(roster.accounts.count, first.total?.value)
    let step = first.step
    guard step > 0, let token = first.accounts.first?.token else { return roster }
    if let total = first.total?.value {
      try await loadCounted(into: &roster, from: step, step: step, total: total, token: token)
    } else {
      try await loadUncounted(into: &roster, from: step, token: token)
    }
    roster.sort()
    return roster
  }

  /// Loads the pages up to a known end, several at once, and goes on when the end has moved.
  private func loadCounted(
    into roster: inout LoadedRoster, from start: Int, step: Int, total: Int, token: Secret
  ) async throws(APIError) {
    var next = start
    var end = total
    for _ in 0...Self.mostExtensions {
      guard end <= Self.mostAccounts else { throw Self.endless }
      let isWhole = try await loadPages(
        from: next, to: end, step: step, token: token, into: &roster)
      guard isWhole, let newTotal = roster.total, newTotal > end else { return }
      next = max(next, (end + step - 1) / step * step)
      end = newTotal
    }
    throw Self.endless
  }

  /// Loads the pages between two offsets, at most ``pagesInFlight`` at once.
  ///
  /// - Returns: whether no page was empty.
  private func loadPages(
    from start: Int, to end: Int, step: Int, token: Secret, into roster: inout LoadedRoster
  ) async throws(APIError) -> Bool {
    var collected = roster
    var isWhole = true
    try await AccountCore.loadPages(
      from: start, to: end, step: step, inFlight: Self.pagesInFlight
    ) { [client, accessToken] page throws(APIError) in
      try await client.mintAccountTokens(.heldToken(token), accessToken: accessToken, page: page)
    } add: { page in
      collected.add(page)
      // After an empty page there is nothing, whatever the total says.
      if page.recordCount == 0 { isWhole = false }
      progress(collected.accounts.count, max(end, collected.total ?? end))
      return isWhole
    }
    roster = collected
    return isWhole
  }

  /// Goes page by page until one has nothing new, for stores that do not say how many there are.
  private func loadUncounted(
    into roster: inout LoadedRoster, from start: Int, token: Secret
  ) async throws(APIError) {
    var offset = start
    while true {
      guard offset < Self.mostAccounts else { throw Self.endless }
      let page = try await client.mintAccountTokens(
        .heldToken(token), accessToken: accessToken, page: PageRequest(offset: offset))
      guard roster.add(page) > 0, page.step > 0 else { return }
      progress(roster.accounts.count, nil)
      offset += page.step
    }
  }

  private static let endless = APIError.unreadable("the list of accounts does not end")
}

/// The accounts so far, each ID once.
struct LoadedRoster: Sendable {
  private(set) var accounts: [MintedAccount] = []

  /// The member, where the store names them.
  let memberID: String?

  /// The store's time, as its first answer told it.
  let clock: ServerClock?

  /// The largest number of accounts the store spoke of; `nil` when it did not say.
  private(set) var total: Int?

  /// How many records had no ID or no token that is valid.
  private(set) var unusable = 0

  private var seen: Set<AccountID> = []

  init(memberID: String?, clock: ServerClock?) {
    self.memberID = memberID
    self.clock = clock
  }

  /// Adds the accounts not seen before, and says how many those were.
  @discardableResult
  mutating func add(_ page: TokenPage) -> Int {
    let before = accounts.count
    for account in page.accounts where seen.insert(account.account.id).inserted {
      accounts.append(account)
    }
    unusable += page.unusableCount
    if let more = page.total { total = max(total ?? 0, more.value) }
    return accounts.count - before
  }

  /// Adds the only account of an identity that has no roster.
  mutating func add(_ only: MintedAccount) { accounts.append(only) }

  /// Puts the accounts into the store's order.
  mutating func sort() { accounts.sort { $0.position < $1.position } }

  /// What the vault keeps.
  ///
  /// - Parameters:
  ///   - saved: the clock to go by when the store did not tell the time.
  ///   - now: this machine's time.
  func snapshot(clock saved: ServerClock, now: Date) -> RosterSnapshot {
    let clock = clock ?? saved
    return RosterSnapshot(
      minted: accounts, clock: clock, fetchedAt: clock.now(local: now),
      shortfall: Roster.Shortfall(
        expected: total, unusable: unusable, loaded: accounts.count))
  }
}

extension RosterSnapshot {
  /// Refuses a roster of which no token is worth anything: a refresh must not put it in the place of one
  /// that works.
  ///
  /// - Throws: ``AccountError`` of the kind `network`.
  func requireLiveToken() throws(AccountError) {
    let isAlive = { (minted: MintedAccount) in
      minted.account.expiry?.hasPassed(at: fetchedAt) != true
    }
    guard minted.isEmpty || minted.contains(where: isAlive) else {
      throw AccountError(
        .network, "The tokens of all accounts that the store sent had already expired.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Ask the administrator of the store.")
    }
  }
}

extension TokenPage {
  /// How many records to the next page: the limit that came back, not the one sent.
  var step: Int { limit?.value ?? recordCount }
}
