package import AccountModel
package import AccountVault
package import Foundation

/// What the history says of one job: it is written with the change when the job succeeds, and alone
/// when it fails.
struct Trail: Sendable {
  /// The event of the job as it succeeds, to be saved in the transaction of its change.
  let success: HistoryEvent
  private let vault: Vault

  init(
    _ access: StoreAccess, _ kind: HistoryEvent.Kind, _ summary: SessionSummary,
    account: Account?, reason: String?
  ) {
    self.init(
      access, kind, member: HistoryEvent.Party(summary.member),
      account: account.map { HistoryEvent.Party($0) }, reason: reason)
  }

  init(
    _ access: StoreAccess, _ kind: HistoryEvent.Kind, member: HistoryEvent.Party,
    account: HistoryEvent.Party?, reason: String?
  ) {
    vault = access.vault
    success = HistoryEvent(
      kind: kind, time: access.now(), storeKey: access.store.key, member: member,
      account: account, result: .succeeded, reason: reason.map { cleanText($0) })
  }

  /// Does the job; a failure is written down with what happened, unless the person cancelled.
  func following<Value>(
    _ job: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    do throws(Failure) {
      return try await job()
    } catch {
      if case .cancelled = error { throw error }
      // The failure itself is what the person must hear of, not that it could not be written down.
      try? vault.record(success.failed(because: error.explanation.happened))
      throw error
    }
  }
}

extension HistoryEvent {
  /// The same event with a bad end; the person's reason stays in front.
  fileprivate func failed(because words: String) -> HistoryEvent {
    HistoryEvent(
      kind: kind, time: time, storeKey: storeKey, member: member, account: account,
      result: .failed, reason: [reason, words].compactMap(\.self).joined(separator: " – "))
  }
}

extension Vault {
  /// Writes down that the account is handed to another program. It comes before the handing out, so
  /// that nothing leaves without a trace.
  ///
  /// - Parameters:
  ///   - kind: ``AccountVault/HistoryEvent/Kind/export`` or `exec`.
  ///   - now: this machine's time.
  package func recordHandingOut(
    _ kind: HistoryEvent.Kind, of account: Account, in summary: SessionSummary, reason: String?,
    now: Date
  ) throws(Failure) {
    let event = HistoryEvent(
      kind: kind, time: now, storeKey: summary.store.key, member: .init(summary.member),
      account: .init(account), result: .succeeded, reason: reason.map { cleanText($0) })
    try inVault { () throws(VaultError) in try record(event) }
  }

  /// Signs a member out on this machine.
  package func signOut(
    _ summary: SessionSummary, reason: String?, now: Date
  ) throws(Failure) {
    let event = HistoryEvent(
      kind: .logout, time: now, storeKey: summary.store.key, member: .init(summary.member),
      account: summary.selected.map { .init($0) }, result: .succeeded,
      reason: reason.map { cleanText($0) })
    try inVault { () throws(VaultError) in try forget(summary.key, recording: event) }
  }

  /// Signs everybody out on this machine and forgets the vault key. It is one event; of several
  /// sessions, or none, it names neither store nor member.
  package func signOutEverybody(reason: String?, now: Date) throws(Failure) {
    // Sessions that cannot be read are no reason to keep them.
    let sessions = (try? summaries()) ?? []
    let only = sessions.count == 1 ? sessions[0] : nil
    let event = HistoryEvent(
      kind: .logout, time: now, storeKey: only?.store.key ?? "",
      member: only.map { .init($0.member) } ?? .init(id: "", name: "everybody"),
      account: only?.selected.map { .init($0) }, result: .succeeded,
      reason: reason.map { cleanText($0) })
    try inVault { () throws(VaultError) in try forgetAll(recording: event) }
  }
}
