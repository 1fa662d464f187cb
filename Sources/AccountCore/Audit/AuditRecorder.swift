import AccountModel
import AccountVault
import Foundation

/// Writes the audit event of one use case: with the change when it succeeds, alone when it fails.
struct AuditRecorder: Sendable {
  /// The event of the use case as it succeeds, to be saved in the transaction of its change.
  let success: AuditEvent
  private let vault: Vault

  /// Fails when events of the store go to the system's log, and it does not listen.
  private let requireLog: @Sendable () throws(AccountError) -> Void

  init(
    _ service: AccountService, _ kind: AuditEvent.Kind, store: Store, member: AuditEvent.Party,
    account: Account?, reason: String?, action: String? = nil, impersonator: CleanText? = nil
  ) {
    vault = service.vault
    requireLog = { () throws(AccountError) in try service.requireSystemLog(for: store) }
    success = AuditEvent(
      kind: kind, time: service.now, storeKey: store.key, member: member,
      account: account.map { AuditEvent.Party($0) }, result: .succeeded,
      reason: reason.map { CleanText($0, limit: 200) },
      action: action.map { CleanText($0, limit: 200) }, impersonator: impersonator)
  }

  init(
    _ service: AccountService, _ kind: AuditEvent.Kind, _ session: SessionSummary,
    account: Account?, reason: String?, action: String? = nil
  ) {
    self.init(
      service, kind, store: session.store, member: AuditEvent.Party(session.member),
      account: account, reason: reason, action: action, impersonator: session.impersonator)
  }

  /// Writes the event now, before what it records happens.
  func record() throws(AccountError) {
    try requireLog()
    try inVault { () throws(VaultError) in try vault.record(success) }
  }

  /// Writes that the use case was refused before anything was tried, unless the person cancelled.
  func recordRefusal(_ error: AccountError) {
    guard error.kind != .cancelled else { return }
    try? vault.record(success.failed(because: error.auditSummary))
  }

  /// Does the work; a failure is recorded with its audit summary, unless the person cancelled, or said too
  /// little for anything to be tried.
  nonisolated(nonsending) func recordingFailure<Value>(
    _ work: nonisolated(nonsending) () async throws(AccountError) -> Value
  ) async throws(AccountError) -> Value {
    try requireLog()
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
      result: .failed, reason: [reason, summary].compactMap(\.self).joined(separator: " – "),
      action: action, impersonator: impersonator)
  }
}
