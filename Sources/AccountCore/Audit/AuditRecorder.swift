import AccountModel
import AccountVault
import Foundation

/// Writes the audit event of one use case: with the change when it succeeds, alone when it fails.
struct AuditRecorder: Sendable {
  /// The event of the use case as it succeeds, to be saved in the transaction of its change.
  let success: AuditEvent
  private let vault: Vault

  init(
    _ service: AccountService, _ kind: AuditEvent.Kind, store: Store, member: AuditEvent.Party,
    account: Account?, reason: String?
  ) {
    vault = service.vault
    success = AuditEvent(
      kind: kind, time: service.now, storeKey: store.key, member: member,
      account: account.map { AuditEvent.Party($0) }, result: .succeeded,
      reason: reason.map { CleanText($0, limit: 200) })
  }

  init(
    _ service: AccountService, _ kind: AuditEvent.Kind, _ session: SessionSummary,
    account: Account?, reason: String?
  ) {
    self.init(
      service, kind, store: session.store, member: AuditEvent.Party(session.member),
      account: account, reason: reason)
  }

  /// Writes the event now, before what it records happens.
  func record() throws(AccountError) {
    try inVault { () throws(VaultError) in try vault.record(success) }
  }

  /// Writes that the use case was refused before anything was tried, unless the person cancelled.
  func recordRefusal(_ error: AccountError) {
    guard error.kind != .cancelled else { return }
    try? vault.record(success.failed(because: error.auditSummary))
  }

  /// Does the work; a failure is recorded with its audit summary, unless the person cancelled, or said too
  /// little for anything to be tried.
  func recordingFailure<Value>(
    _ work: () async throws(AccountError) -> Value
  ) async throws(AccountError) -> Value {
    do throws(AccountError) {
      return try await work()
    } catch {
      // The failure itself is what the person must be told, not that it could not be recorded.
      if error.kind != .cancelled, error.kind != .usage {
        try? vault.record(success.failed(because: error.auditSummary))
      }
      throw error
    }
  }
}

extension AuditEvent {
  /// The same event with a failure; the person's reason comes first.
  fileprivate func failed(because summary: CleanText) -> AuditEvent {
    AuditEvent(
      kind: kind, time: time, storeKey: storeKey, member: member, account: account,
      result: .failed, reason: [reason, summary].compactMap(\.self).joined(separator: " – "))
  }
}
