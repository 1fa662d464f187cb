package import AccountModel
import AccountVault
package import Foundation

extension AccountService {
  /// What was done on this machine, the newest first.
  ///
  /// - Parameters:
  ///   - account: only what was done as this account: its ID, or a part of the name it had then.
  ///   - since: nothing before it.
  ///   - until: nothing at it or after it.
  ///   - limit: how many events at most, 1 or more.
  package func auditEvents(
    account: String? = nil, since: Date? = nil, until: Date? = nil, limit: Int
  ) throws(AccountError) -> [AuditEvent] {
    let events = try inVault { () throws(VaultError) in
      // Accounts may be gone from the roster, so names are searched in the history itself.
      try vault.auditEvents(since: since, until: until, limit: account == nil ? limit : nil)
    }
    guard let account else { return events }
    return Array(events.lazy.filter { $0.concerns(account) }.prefix(limit))
  }

  /// What was recorded after an event, the oldest first, with numbers that increase.
  ///
  /// - Parameters:
  ///   - number: the number of the last event that is known; `nil` for the newest ones.
  ///   - account: only what was done as this account: its ID, or a part of the name it had then.
  ///   - limit: how many events are looked at, 1 or more.
  package func auditEvents(
    after number: Int64?, account: String? = nil, limit: Int
  ) throws(AccountError) -> (events: [AuditEvent], last: Int64?) {
    let found = try inVault { () throws(VaultError) in
      try vault.auditEvents(after: number, limit: limit)
    }
    let events = found.map(\.event).filter { event in
      account.map { event.concerns($0) } ?? true
    }
    return (events, found.last?.number ?? number)
  }

  /// How many events are kept, and for how many days.
  package static var auditLimits: (events: Int, days: Int) {
    (AuditEvent.capacity, AuditEvent.lifetimeInDays)
  }

  /// Signs a member out on this machine.
  ///
  /// - Parameter selector: where commands look for whom they act as next.
  /// - Returns: whom commands at the place act as from now on; `nil` when that is nobody.
  @discardableResult
  package func signOut(
    _ session: SessionSummary, at selector: SessionSelector? = nil, reason: String?
  ) throws(AccountError) -> ActingAccount? {
    let recorder = AuditRecorder(self, .logout, session, account: session.selected, reason: reason)
    var others: [SessionID] = []
    // In production, and at a support desk, nobody is acted as whom nobody chose.
    if let selector, selector.isProduction || selector.isDesk {
      others = (try? resolver().sessions(for: selector).map(\.id)) ?? []
    }
    try inVault { () throws(VaultError) in
      try vault.forget(
        session.id, unselecting: others.filter { $0 != session.id }, recording: recorder.success)
    }
    forgetShownAccount()
    return try? currentAccount()
  }

  /// Signs everybody out on this machine and removes the vault key. It is one event; of several
  /// sessions, or none, it names neither store nor member.
  package func signOutEverybody(reason: String?) throws(AccountError) {
    // Sessions that cannot be read are no reason to keep them.
    // No helper is asked for the key: it may be what hangs.
    let sessions = (try? vault.withoutHelper().summaries()) ?? []
    let only = sessions.count == 1 ? sessions[0] : nil
    let event = AuditEvent(
      kind: .logout, time: now, storeKey: only?.store.key ?? "",
      member: only.map { AuditEvent.Party($0.member) } ?? .init(id: "", name: "everybody"),
      account: only?.selected.map { AuditEvent.Party($0) }, result: .succeeded,
      reason: reason.map { CleanText($0, limit: 200) })
    try inVault { () throws(VaultError) in try vault.forgetAll(recording: event) }
    forgetShownAccount()
  }
}

extension AuditEvent {
  /// Whether a text is the ID of the account or a part of the name it had then.
  fileprivate func concerns(_ text: String) -> Bool {
    guard let account, !text.isEmpty else { return false }
    return account.id == text
      || account.name.range(of: text, options: [.caseInsensitive, .diacriticInsensitive]) != nil
  }
}
