import AccountModel
import ProfileSettings

extension AccountService {
  /// As ``reason(_:toActAs:at:_:)``. That none was given is an event of the history too.
  func reason(
    _ given: String?, for kind: AuditEvent.Kind, in session: SessionSummary,
    toActAs account: Account, at selector: SessionSelector, _ prompter: any Prompter
  ) async throws(AccountError) -> String? {
    do throws(AccountError) {
      return try await reason(given, toActAs: account, at: selector, prompter)
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
