import AccountModel
import ProfileSettings

extension AccountService {
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
