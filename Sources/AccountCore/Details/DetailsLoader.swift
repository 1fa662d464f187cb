import AccountModel
import CommerceAPI

/// Asks a store for the details of one account, part by part. What the store refuses or cannot answer
/// is a gap in them and fails nothing else.
struct DetailsLoader: Sendable {
  let connection: StoreConnection
  let session: SessionSummary
  let account: AccountID

  /// The account's own token; `nil` where the access token alone sees the whole store.
  let token: Secret?
  let cache: DetailsCache

  /// The names of accounts of the member.
  let name: @Sendable (AccountID) -> String?

  /// What the requests for one account may take.
  static let budget = Budget.Limits(seconds: 60, bytes: 16 << 20, requests: 60)

  /// What one request answered.
  private enum Answer: Sendable {
    case ancestors(Detail<[AccountDetails.Ancestor]>)
    case tags(Detail<[String]>)
    case memberCount(Detail<Int>)
    case orders(Detail<ContentSummary>)
    case carts(Detail<ContentSummary>)
  }

  /// Asks for everything.
  ///
  /// - Parameters:
  ///   - known: the record, where it is known already.
  ///   - tell: is given what is known so far, after each answer.
  func load(
    knowing known: AccountRecord? = nil, tell: @Sendable (AccountDetails) -> Void = { _ in }
  ) async -> AccountDetails {
    var client = connection.client
    client.budget = Budget(Self.budget)
    var details = AccountDetails(id: account, .loading)
    var accessToken: Secret?
    let record: Detail<AccountRecord>
    do throws(APIError) {
      // The first request tells whether the access token is still taken.
      let loaded = try await connection.withAccessToken(clock: session.clock) {
        [client] secret throws(APIError) in
        accessToken = secret
        if let known { return known }
        return try await client.accountRecord(
          AccountView(id: account, accessToken: secret, token: token))
      }
      record = .known(loaded)
    } catch {
      record = gap(error)
    }
    guard let accessToken else {
      return AccountDetails(id: account, record.gap ?? .loading)
    }
    details.record = record
    if record.value == nil {
      details.tags = Detail(record.gap ?? .loading)
      details.ancestors = Detail(record.gap ?? .loading)
    }
    tell(details)
    let view = AccountView(id: account, accessToken: accessToken, token: token)
    await withTaskGroup(of: Answer.self) { [client] group in
      if let record = record.value {
        group.addTask { .tags(await tags(record.tagIDs, view, client)) }
        group.addTask { .ancestors(.known(await ancestors(of: record, view, client))) }
      }
      group.addTask {
        .memberCount(
          await detail { () async throws(APIError) in try await client.memberCount(of: view) })
      }
      group.addTask {
        .orders(await detail { () async throws(APIError) in try await client.orders(of: view) })
      }
      group.addTask {
        .carts(await detail { () async throws(APIError) in try await client.carts(of: view) })
      }
      for await answer in group {
        switch answer {
        case .ancestors(let ancestors): details.ancestors = ancestors
        case .tags(let tags): details.tags = tags
        case .memberCount(let count): details.memberCount = count
        case .orders(let orders): details.orders = orders
        case .carts(let carts): details.carts = carts
        }
        tell(details)
      }
    }
    return details
  }

  private func tags(
    _ ids: [String], _ view: AccountView, _ client: CommerceClient
  ) async -> Detail<[String]> {
    var names = cache.tagNames(of: session.id)
    let missing = ids.filter { names[$0] == nil }
    if !missing.isEmpty {
      let told = await detail { () async throws(APIError) in
        try await client.tagNames(missing, of: view)
      }
      guard let new = told.value else { return Detail(told.gap ?? .loading) }
      names.merge(new) { $1 }
      cache.keepTagNames(new, of: session.id)
    }
    return .known(ids.compactMap { names[$0] })
  }

  /// The accounts above one, with the names of those that are the member's. With the whole store in
  /// sight, the others are asked for.
  private func ancestors(
    of record: AccountRecord, _ view: AccountView, _ client: CommerceClient
  ) async -> [AccountDetails.Ancestor] {
    var ancestors: [AccountDetails.Ancestor] = []
    for id in record.ancestorsFromParent.reversed() {
      var known = name(id)
      if known == nil, token == nil, ancestors.count < Self.mostNamedAncestors {
        let view = AccountView(id: id, accessToken: view.accessToken, token: nil)
        known = try? await client.accountRecord(view).name
      }
      ancestors.append(AccountDetails.Ancestor(id: id, name: known))
    }
    return ancestors
  }

  private static let mostNamedAncestors = 8

  private func detail<Value>(
    _ work: () async throws(APIError) -> Value
  ) async -> Detail<Value> {
    do throws(APIError) {
      return .known(try await work())
    } catch {
      return gap(error)
    }
  }

  private func gap<Value>(_ error: APIError) -> Detail<Value> {
    switch error {
    case .refused(let refusal) where [401, 403, 404].contains(refusal.status): .notPermitted
    default: .failed(connection.error(error).userMessage.summary)
    }
  }
}
