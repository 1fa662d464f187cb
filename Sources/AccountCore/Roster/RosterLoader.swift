package import AccountModel
package import CommerceAPI

/// Brings in the pages of a member's accounts and makes one list of them.
///
/// The first page comes by the proof the member gave; the rest by the switch mechanism, with a token
/// of the first page, since a one-time proof would be used up.
package struct RosterLoader: Sendable {
  let client: CommerceClient
  let bearer: Secret
  /// Told how many accounts are in, and how many there will be where the store says so.
  let progress: @Sendable (Int, Int?) -> Void

  /// How many pages are asked for at once.
  static let pagesInFlight = 8

  /// More accounts than this are taken for a list that does not end.
  static let mostAccounts = 200_000

  /// How often the list may turn out longer than the store had said.
  static let mostExtensions = 3

  package init(
    client: CommerceClient, bearer: Secret,
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) {
    self.client = client
    self.bearer = bearer
    self.progress = progress
  }

  /// Asks for everything from the first page on.
  ///
  /// - Returns: every account once, in the store's order, and the first page.
  package func load(
    _ proof: SignInProof
  ) async throws(APIError) -> (accounts: [MintedAccount], first: TokenPage) {
    let first = try await client.mintAccountTokens(proof, bearer: bearer)
    var list = RosterList()
    list.add(first.accounts)
    progress(list.accounts.count, first.total)
    let step = first.step
    guard step > 0, let token = first.accounts.first?.token else { return (list.accounts, first) }
    if let total = first.total {
      try await loadCounted(into: &list, from: step, step: step, total: total, token: token)
    } else {
      try await loadUncounted(into: &list, from: step, token: token)
    }
    return (list.accounts.sorted { $0.position < $1.position }, first)
  }

  /// Brings the pages up to a known end, several at once, and goes on when the end has moved.
  private func loadCounted(
    into list: inout RosterList, from start: Int, step: Int, total: Int, token: Secret
  ) async throws(APIError) {
    var next = start
    var end = total
    for _ in 0...Self.mostExtensions {
      guard end <= Self.mostAccounts else { throw Self.endless }
      let pages = try await self.pages(from: next, to: end, step: step, token: token, into: &list)
      guard pages.allFull, let newTotal = pages.largestTotal, newTotal > end else { return }
      next = max(next, (end + step - 1) / step * step)
      end = newTotal
    }
    throw Self.endless
  }

  /// What a run of pages told about the list's end.
  private struct Pages {
    var allFull = true
    var largestTotal: Int?
  }

  /// Asks for the pages between two offsets, at most ``pagesInFlight`` at once.
  private func pages(
    from start: Int, to end: Int, step: Int, token: Secret, into list: inout RosterList
  ) async throws(APIError) -> Pages {
    var seen = Pages()
    var collected = list
    let outcome: Result<Void, APIError> = await withTaskGroup(
      of: Result<TokenPage, APIError>.self
    ) { group in
      var offset = start
      func addNext() {
        guard offset < end else { return }
        let request = PageRequest(offset: offset, limit: step)
        offset += step
        group.addTask {
          do throws(APIError) {
            return .success(
              try await client.mintAccountTokens(.heldToken(token), bearer: bearer, page: request))
          } catch {
            return .failure(error)
          }
        }
      }
      for _ in 0..<Self.pagesInFlight { addNext() }
      for await result in group {
        switch result {
        case .success(let page):
          collected.add(page.accounts)
          seen.largestTotal = max(seen.largestTotal ?? 0, page.total ?? 0)
          // Past an empty page there is nothing, whatever the total says.
          if page.recordCount == 0 {
            seen.allFull = false
            offset = end
          }
          progress(collected.accounts.count, max(end, seen.largestTotal ?? end))
          addNext()
        case .failure(let error):
          group.cancelAll()
          return .failure(error)
        }
      }
      return Task.isCancelled ? .failure(.cancelled) : .success(())
    }
    try outcome.get()
    list = collected
    return seen
  }

  /// Goes page by page until one brings nothing new, for stores that do not say how many there are.
  private func loadUncounted(
    into list: inout RosterList, from start: Int, token: Secret
  ) async throws(APIError) {
    var offset = start
    while true {
      guard offset < Self.mostAccounts else { throw Self.endless }
      let page = try await client.mintAccountTokens(
        .heldToken(token), bearer: bearer, page: PageRequest(offset: offset))
      guard list.add(page.accounts) > 0, page.step > 0 else { return }
      progress(list.accounts.count, nil)
      offset += page.step
    }
  }

  private static let endless = APIError.unreadable("the list of accounts does not end")
}

/// The accounts so far, each ID once.
private struct RosterList {
  private(set) var accounts: [MintedAccount] = []
  private var seen: Set<AccountID> = []

  /// Takes in the accounts not seen before and says how many those were.
  @discardableResult
  mutating func add(_ more: [MintedAccount]) -> Int {
    let before = accounts.count
    for account in more where seen.insert(account.account.id).inserted { accounts.append(account) }
    return accounts.count - before
  }
}

extension TokenPage {
  /// How many records to the next page: the limit that came back, not the one sent.
  var step: Int { limit.flatMap { $0 > 0 ? $0 : nil } ?? recordCount }
}
