package import AccountModel
import AccountVault
import CommerceAPI
import Foundation

// What a store tells about an account besides its name. Looking changes nothing: no account token is
// renewed, nothing is selected, and nothing is recorded.
extension AccountService {
  /// The details of an account as they arrive, each time more of them; the last ones are whole.
  ///
  /// They are kept in memory for some minutes. Whoever ends the stream early cancels the requests. What
  /// is not known says why, see ``AccountModel/Detail``; nothing is thrown.
  package func accountDetails(
    of account: AccountID, in session: SessionID, at selector: SessionSelector
  ) -> AsyncStream<AccountDetails> {
    if let kept = detailsCache.details(of: account, in: session) {
      return AsyncStream { continuation in
        continuation.yield(kept)
        continuation.finish()
      }
    }
    return AsyncStream { continuation in
      continuation.yield(AccountDetails(id: account, .loading))
      let task = Task {
        let details = await loadDetails(of: account, in: session, at: selector) {
          continuation.yield($0)
        }
        if !Task.isCancelled { continuation.yield(details) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// How many accounts are asked about at once; each is three or four requests.
  private static let accountsInFlight = 3

  /// The details of several accounts, all of them.
  package func accountDetails(
    of accounts: [AccountID], in session: SessionID, at selector: SessionSelector,
    progress: RosterProgress = { _, _ in }
  ) async -> [AccountID: AccountDetails] {
    var told: [AccountID: AccountDetails] = [:]
    var waiting = accounts[...]
    await withTaskGroup(of: AccountDetails.self) { group in
      func addNext() {
        guard let next = waiting.popFirst() else { return }
        group.addTask {
          if let kept = self.detailsCache.details(of: next, in: session) { return kept }
          return await self.loadDetails(of: next, in: session, at: selector) { _ in }
        }
      }
      for _ in 0..<Self.accountsInFlight { addNext() }
      for await details in group {
        told[details.id] = details
        progress(told.count, accounts.count)
        addNext()
      }
    }
    return told
  }

  /// Forgets what was kept of a session, so that it is asked for again.
  package func forgetDetails(of session: SessionID) { detailsCache.forget(session) }

  private func loadDetails(
    of account: AccountID, in id: SessionID, at selector: SessionSelector,
    tell: @Sendable (AccountDetails) -> Void
  ) async -> AccountDetails {
    let loader: DetailsLoader
    do throws(AccountError) {
      let session = try summary(of: id)
      guard !session.isCustomer else { return AccountDetails(id: account, .notPermitted) }
      let isStoreWide = id.grantType == .clientCredentials
      let token = isStoreWide ? nil : try liveSavedToken(of: account, in: session)
      guard isStoreWide || token != nil else {
        return detailsFromDirectory(of: account, in: id)
      }
      loader = DetailsLoader(
        connection: try connection(to: selector), session: session, account: account,
        token: token?.secret, cache: detailsCache,
        name: { [vault] in try? vault.account($0, in: id)?.account.displayName })
    } catch {
      return AccountDetails(id: account, .failed(error.userMessage.summary))
    }
    let details = await loader.load(
      knowing: detailsCache.directory(of: id)?[account], tell: tell)
    if details.isSettled, !Task.isCancelled { detailsCache.keep(details, in: id) }
    return details
  }

  /// What the directory knows of an account whose own token has expired.
  private func detailsFromDirectory(of account: AccountID, in id: SessionID) -> AccountDetails {
    var details = AccountDetails(id: account, .tokenExpired)
    guard let record = detailsCache.directory(of: id)?[account] else { return details }
    details.record = .known(record)
    details.ancestors = .known(
      record.ancestorsFromParent.reversed().map { ancestor in
        let saved = try? vault.account(ancestor, in: id)
        return AccountDetails.Ancestor(id: ancestor, name: saved?.account.displayName)
      })
    let names = detailsCache.tagNames(of: id)
    if record.tagIDs.allSatisfy({ names[$0] != nil }) {
      details.tags = .known(record.tagIDs.compactMap { names[$0] })
    }
    return details
  }

  /// The saved token of an account while it lives; it is not renewed.
  private func liveSavedToken(
    of account: AccountID, in session: SessionSummary
  ) throws(AccountError) -> AccountToken? {
    let saved = try inVault { () throws(VaultError) in
      try vault.token(of: account, in: session.id)
    }
    guard let saved, saved.expiry?.hasPassed(at: session.clock.now(local: now)) != true else {
      return nil
    }
    return saved
  }
}
