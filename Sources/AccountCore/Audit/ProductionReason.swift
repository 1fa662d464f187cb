import AccountModel
import ProfileSettings

extension AccountService {
  /// Asks for the reason, where one is needed, and prepares the event. That none was given is an
  /// event too.
  func recorder(
    _ kind: AuditEvent.Kind, _ session: SessionSummary, actingAs account: Account,
    reason given: String?, at selector: SessionSelector, _ prompter: any Prompter
  ) async throws(AccountError) -> AuditRecorder {
    do throws(AccountError) {
      let reason = try await self.reason(given, toActAs: account, at: selector, prompter)
      return AuditRecorder(self, kind, session, account: account, reason: reason)
    } catch {
      AuditRecorder(self, kind, session, account: account, reason: nil).recordRefusal(error)
      throw error
    }
  }

  /// Why somebody acts as an account. In production nobody acts as another account than the chosen
  /// one without a reason: the option, else `EPSWITCH_REASON`, else the person says it.
  ///
  /// - Parameter given: what `--reason` says.
  /// - Throws: ``AccountError`` of the kind `usage` in production, when there is no reason and nobody
  ///   to ask; `cancelled`.
  func reason(
    _ given: String?, toActAs account: Account, at selector: SessionSelector,
    _ prompter: any Prompter
  ) async throws(AccountError) -> String? {
    let known = [given, variables.reason].lazy.compactMap(\.self).map { cleanText($0) }
      .first { !$0.isEmpty }
    guard known == nil, selector.isProduction, let profile = selector.profile else { return known }
    do throws(PromptError) {
      let answer = cleanText(
        try await prompter.reason(ReasonPrompt(profile: profile.name, account: account)))
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
