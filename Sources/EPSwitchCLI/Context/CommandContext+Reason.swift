import AccountModel
import ProfileSettings

extension CommandContext {
  /// Why an account is chosen. In production nobody acts as an account without a reason: a person is
  /// asked for the one that was not given.
  ///
  /// - Parameter given: what `--reason` says.
  /// - Throws: ``UsageFailure`` in production, when there is no reason and nobody to ask.
  func reason(_ given: String?, forChoosingIn target: Target) throws -> String? {
    let given = given.map { cleanText($0) }.flatMap { $0.isEmpty ? nil : $0 }
    guard given == nil, let profile = target.profile, profile.isProduction else { return given }
    let asker = Asker(console)
    guard asker.canAsk else {
      throw UsageFailure(
        "The profile \(profile.name) is production: choosing an account there needs a reason.",
        remedy: "Give one with --reason, or run in a terminal to be asked.")
    }
    let answer = cleanText(
      try asker.line("Reason (\(profile.name) is production): ", option: "--reason"))
    guard !answer.isEmpty else {
      throw UsageFailure("That is no reason.", remedy: "Say in a few words why, such as a ticket.")
    }
    return answer
  }

  /// Why a command hands an account out. The current account was chosen with a reason; one that is
  /// named for this command or this terminal is chosen here.
  func reason(_ trail: ReasonOption, actingAs acting: AccountOption) throws -> String? {
    guard acting.account != nil || environment.account != nil else { return trail.reason }
    return try reason(trail.reason, forChoosingIn: target())
  }
}
