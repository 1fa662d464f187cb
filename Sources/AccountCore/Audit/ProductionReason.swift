package import AccountModel
import ProfileSettings

extension AccountService {
  /// Why somebody acts as several accounts, one after the other: in production one reason serves all.
  ///
  /// - Parameters:
  ///   - given: what `--reason` says.
  ///   - accounts: at least one, unless nothing is done; who is acted as already needs no reason.
  /// - Throws: ``AccountError`` of the kind `usage` in production, when there is no reason and nobody
  ///   to ask; `cancelled`.
  package func reason(
    _ given: String?, toActAsEach accounts: [Account], in session: SessionSummary,
    at selector: SessionSelector, prompter: any Prompter
  ) async throws(AccountError) -> String? {
    let others = accounts.filter { !isActedAs($0.id, in: session) }
    guard let first = others.first else { return given }
    return try await reason(
      given, toActAs: first, at: selector, prompter, member: session.impersonatedMember,
      otherCount: others.count - 1)
  }

  /// As ``reason(_:toActAs:at:_:)``. That none was given is an event of the history too.
  func reason(
    _ given: String?, for kind: AuditEvent.Kind, in session: SessionSummary,
    toActAs account: Account, at selector: SessionSelector, _ prompter: any Prompter
  ) async throws(AccountError) -> String? {
    do throws(AccountError) {
      return try await reason(
        given, toActAs: account, at: selector, prompter, member: session.impersonatedMember,
        isForStorefront: kind == .open)
    } catch {
      AuditRecorder(self, kind, session, account: account, reason: nil).recordRefusal(error)
      throw error
    }
  }

  /// Why somebody acts as an account. In production nobody acts as another account than the chosen
  /// one without a reason: the option, else `EPSWITCH_REASON`, else the person says it.
  ///
  /// - Parameters:
  ///   - given: what `--reason` says.
  ///   - member: see ``AccountModel/ReasonPrompt``.
  ///   - otherCount: how many accounts are acted as besides, for the same reason.
  ///   - isForStorefront: see ``AccountModel/ReasonPrompt``.
  /// - Throws: ``AccountError`` of the kind `usage` in production, when there is no reason and nobody
  ///   to ask; `cancelled`.
  func reason(
    _ given: String?, toActAs account: Account, at selector: SessionSelector,
    _ prompter: any Prompter, member: CleanText? = nil, otherCount: Int = 0,
    isForStorefront: Bool = false
  ) async throws(AccountError) -> String? {
    let known = [given, variables.reason].lazy.compactMap(\.self).map { cleanText($0) }
      .first { !$0.isEmpty }
    guard known == nil, selector.isProduction, let profile = selector.profile else { return known }
    do throws(PromptError) {
      let answer = cleanText(
        try await prompter.reason(
          ReasonPrompt(
            profile: profile.name, account: account, member: member, otherCount: otherCount,
            isForStorefront: isForStorefront)))
      guard !answer.isEmpty else { throw .unavailable }
      return answer
    } catch {
      switch error {
      case .cancelled: throw .cancelled
      case .unavailable: throw .reasonMissing(profile: profile.name, account: account)
      }
    }
  }
}

extension SessionSummary {
  /// See ``AccountModel/ReasonPrompt``.
  fileprivate var impersonatedMember: CleanText? {
    impersonationMark == nil ? nil : CleanText(member.displayName)
  }
}
