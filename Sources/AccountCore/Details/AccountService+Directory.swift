package import AccountModel
import AccountVault
import CommerceAPI
import Foundation

// Which of a member's accounts belongs to which, and by which references others know them.
extension AccountService {
  /// How many pages are asked for at once.
  private static let pagesInFlight = 8

  /// What the store tells about all accounts of a member: a request for each hundred of them. It is kept
  /// in memory for some minutes.
  ///
  /// - Throws: ``AccountError``, of the kind `refused` where the store does not tell it to this client,
  ///   and `signInNeeded` where no token of the session lives: looking renews none.
  package func accountDirectory(
    of id: SessionID, at selector: SessionSelector, progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> AccountDirectory {
    if let kept = detailsCache.directory(of: id) { return kept }
    let connection = try connection(to: selector)
    let session = try summary(of: id)
    guard !session.isCustomer else { throw .customerHasOneIdentity }
    var token: Secret?
    if id.grantType != .clientCredentials {
      let state = try inVault { () throws(VaultError) in
        try vault.mintingState(
          of: id, account: nil, accessTokenKey: connection.accessTokenKey, now: now)
      }
      guard let held = state?.held else {
        throw .sessionExpired(session, login: selector.loginCommand)
      }
      token = held.token.secret
    }
    do throws(APIError) {
      let directory = try await connection.withAccessToken(clock: session.clock) {
        [token] accessToken throws(APIError) in
        try await Self.directory(
          of: id.memberID, connection.client, accessToken, token, progress)
      }
      detailsCache.keep(directory, of: id)
      return directory
    } catch {
      if case .refused(let refusal) = error, [401, 403, 404].contains(refusal.status) {
        throw AccountError(
          .refused,
          "The store does not tell this client more about your accounts than their names (\(refusal.status)).",
          recoverySuggestion:
            "Ask the administrator of the store, or look at one account at a time.")
      }
      throw connection.error(error)
    }
  }

  private static func directory(
    of member: String, _ client: CommerceClient, _ accessToken: Secret, _ token: Secret?,
    _ progress: @escaping RosterProgress
  ) async throws(APIError) -> AccountDirectory {
    var client = client
    client.budget = Budget()
    let page = { @Sendable [client] (request: PageRequest) async throws(APIError) in
      try await client.accountRecords(
        ofMember: member, page: request, accessToken: accessToken, token: token)
    }
    let first = try await page(PageRequest())
    var records = first.records
    let step = max(1, first.limit?.value ?? PageRequest.largestLimit)
    let total = min(first.total?.value ?? first.count, RosterLoader.mostAccounts)
    progress(records.count, total)
    try await loadPages(from: step, to: total, step: step, inFlight: pagesInFlight, page) { page in
      records += page.records
      progress(records.count, total)
      return true
    }
    return AccountDirectory(records, isComplete: records.count >= total)
  }

  /// What the store knows of accounts by a reference of theirs: all of the member's accounts where only
  /// these can be asked for, else those that have the reference.
  package func records(
    withReference text: String, in id: SessionID, at selector: SessionSelector,
    progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> AccountDirectory {
    guard id.grantType == .clientCredentials, detailsCache.directory(of: id) == nil else {
      return try await accountDirectory(of: id, at: selector, progress: progress)
    }
    let connection = try connection(to: selector)
    let clock = try summary(of: id).clock
    do throws(APIError) {
      let found = try await connection.withAccessToken(clock: clock) {
        accessToken throws(APIError) in
        var found: [AccountRecord] = []
        for field in ["external_ref", "registration_id"] {
          found += try await connection.client.accountRecords(
            where: field, is: text, accessToken: accessToken)
        }
        return found
      }
      return AccountDirectory(found)
    } catch {
      throw connection.error(error)
    }
  }

  /// The one account of a session that a person means by a text: among names, IDs and, where none
  /// matches and the text may be one, among the references that the store knows.
  ///
  /// - Parameters: see ``account(matching:in:at:from:)``.
  package func findAccount(
    matching text: String, in id: SessionID, at selector: SessionSelector,
    from source: String? = nil, progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> Account {
    guard AccountQuery.mayBeReference(text), try savedAccount(AccountID(text), in: id) == nil,
      try !summary(of: id).isCustomer
    else { return try account(matching: text, in: id, at: selector, from: source) }
    let roster = try session(id).roster
    guard !roster.isEmpty, roster.accounts(matching: text).isEmpty else {
      return try account(matching: text, in: id, at: selector, from: source)
    }
    let told: AccountDirectory
    do throws(AccountError) {
      told = try await records(withReference: text, in: id, at: selector, progress: progress)
    } catch {
      guard error.kind != .cancelled else { throw error }
      throw .accountNotFound(
        text, at: selector, from: source, searched: roster.count,
        references: .unanswered(error.userMessage.summary))
    }
    let found = told.addingReferences(to: roster.accounts).filter { $0.hasReference(text) }
    guard let only = found.first else {
      throw .accountNotFound(
        text, at: selector, from: source, searched: roster.count, references: .searched)
    }
    guard found.count == 1 else { throw .accountAmbiguous(text, found, from: source) }
    return only
  }

  /// Like ``actingAccount(_:)``, also for an account that is named by a reference of its own.
  package nonisolated(nonsending) func actingAccount(
    finding given: String?
  ) async throws(AccountError) -> ActingAccount {
    do throws(AccountError) {
      return try actingAccount(given)
    } catch {
      guard let given, error.kind == .noSuchAccount, AccountQuery.mayBeReference(given) else {
        throw error
      }
      let selector = try selector()
      let account = try await findAccount(
        matching: given, in: try summary(at: selector).id, at: selector, from: "--account")
      return try actingAccount(account.id.rawValue)
    }
  }
}
