import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

/// Finds out whom a desk means and why, before anything is made at the store.
struct ImpersonationPlanner: Sendable {
  let service: AccountService
  let selector: SessionSelector
  let request: ImpersonationRequest
  let prompter: any ImpersonationPrompter

  func run() async throws(AccountError) -> (plan: ImpersonationPlan, warnings: [UserMessage]) {
    try service.requireDesk(selector)
    let knownReason = knownReason
    if !prompter.isInteractive {
      guard request.member != nil else {
        throw AccountError(
          .usage, "Nobody is named to impersonate.", unchanged: AccountError.nothingChanged,
          recoverySuggestion: "Name the member: `\(selector.command("impersonate MEMBER"))`.")
      }
      guard knownReason != nil else { throw Self.reasonMissing(selector) }
    }
    let secret = try await newClientSecret()
    let connection = try service.deskConnection(to: selector, secret: secret)
    let warnings = await TemporaryCredentialCleanup(service).run(at: connection)
    var options = SignInRequest()
    options.realm = selector.profile?.realm
    let (realmID, profiles) = try await SignInOptions(connection, options)
      .realmAndPasswordProfiles()
    let profile = try impersonationProfile(among: profiles)
    let member = try await member(
      MemberSearch(connection: connection, realmID: realmID))
    let summary = try await summary(of: member, connection)
    prompter.show(summary)
    let reason: String
    if let knownReason {
      reason = knownReason
    } else {
      reason = try await askedReason(summary)
    }
    return (
      ImpersonationPlan(
        summary: summary, reason: reason, request: request, realmID: realmID, profile: profile,
        newSecret: secret), warnings
    )
  }

  // MARK: - Why

  /// The reason that an option or the terminal gives.
  private var knownReason: String? {
    [request.reason, service.variables.reason].lazy.compactMap(\.self).map { cleanText($0) }
      .first { !$0.isEmpty }
  }

  private func askedReason(_ summary: ImpersonationSummary) async throws(AccountError) -> String {
    do throws(PromptError) {
      let answer = cleanText(try await prompter.reason(toImpersonate: summary))
      guard !answer.isEmpty else { throw .unavailable }
      return answer
    } catch {
      switch error {
      case .cancelled: throw .cancelled
      case .unavailable: throw Self.reasonMissing(selector)
      }
    }
  }

  private static func reasonMissing(_ selector: SessionSelector) -> AccountError {
    AccountError(
      .usage, "Impersonating a member needs a reason.", unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Give one with --reason or EPSWITCH_REASON, or run in a terminal to be "
        + "asked.")
  }

  // MARK: - Whom

  private func member(_ search: MemberSearch) async throws(AccountError) -> AccountMember {
    var query = request.member
    var result = MemberSearch.Result(members: [], isIncomplete: false)
    if let text = query {
      result = try await search.members(matching: text)
      if let only = result.only(text) { return only }
      if !prompter.isInteractive { throw Self.notOne(text, result) }
    }
    while true {
      let answer: MemberAnswer
      do throws(PromptError) {
        answer = try await prompter.member(
          MemberPrompt(
            query: query.map { CleanText($0, limit: 80) }, members: result.members,
            isIncomplete: result.isIncomplete))
      } catch {
        switch error {
        case .cancelled: throw .cancelled
        case .unavailable: throw Self.notOne(query ?? "", result)
        }
      }
      switch answer {
      case .member(let id):
        guard let chosen = result.members.first(where: { $0.id == id }) else { throw .cancelled }
        return chosen
      case .search(let text):
        query = text
        result = try await search.members(matching: text)
        if let only = result.only(text) { return only }
      }
    }
  }

  private static func notOne(_ text: String, _ result: MemberSearch.Result) -> AccountError {
    let quoted: CleanText = "“\(text, limit: 80)”"
    guard !result.members.isEmpty else {
      return AccountError(
        .noSuchAccount,
        "No member of the store has \(quoted) in the name or the e-mail address, or as its ID.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Use less of the name, or the e-mail address.")
    }
    let shown = result.members.prefix(5)
      .map { member -> CleanText in "\(member.displayName) (\(member.id))" }.joined(separator: ", ")
    let more: CleanText =
      result.members.count > 5 || result.isIncomplete
      ? result.isIncomplete ? " and more" : " and \(result.members.count - 5) more" : ""
    return AccountError(
      .noSuchAccount,
      "\(quoted) matches \(result.isIncomplete ? "more than " : "")\(result.members.count) members: "
        + "\(shown)\(more).",
      unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Use the e-mail address or the ID.")
  }

  /// A store that does not tell the accounts only costs the list.
  private func summary(
    of member: AccountMember, _ connection: StoreConnection
  ) async throws(AccountError) -> ImpersonationSummary {
    let page: ListPage<Account>?
    do throws(APIError) {
      page = try await connection.withAccessToken { accessToken throws(APIError) in
        try await connection.client.accounts(ofMember: member.id, accessToken: accessToken)
      }
    } catch {
      guard error != .cancelled else { throw .cancelled }
      page = nil
    }
    return ImpersonationSummary(
      label: selector.label, member: member, accounts: page?.rows ?? [],
      accountTotal: page.map { $0.total ?? $0.rows.count })
  }

  // MARK: - Where

  private func impersonationProfile(
    among profiles: [PasswordProfile]
  ) throws(AccountError) -> PasswordProfile {
    let named = selector.profile?.impersonationProfile ?? ""
    let byID = profiles.filter { $0.id == named }
    let fitting = byID.isEmpty ? profiles.filter { $0.name == named } : byID
    if fitting.count == 1 { return fitting[0] }
    let names = profiles.map { profile -> CleanText in "\(profile.name) (\(profile.id))" }
      .joined(separator: ", ")
    throw AccountError(
      .usage,
      "The store has \(fitting.isEmpty ? "no" : "several") password profile\(fitting.isEmpty ? "" : "s")"
        + " “\(named, limit: 80)”, which the profile \(selector.label) names.",
      unchanged: AccountError.nothingChanged,
      recoverySuggestion:
        "It has: \(names). Correct it with `epswitch profile set \(selector.label) "
        + "impersonation-profile ID`.")
  }

  /// The client's secret, asked for when none is known.
  private func newClientSecret() async throws(AccountError) -> Secret? {
    // A vault key that is lost took the saved secret with it.
    let known = try? service.knownClientSecret(at: selector)
    guard known == nil else { return nil }
    do throws(PromptError) {
      return try await prompter.secret(.clientSecret)
    } catch {
      throw AccountError(
        error, missing: "The client secret", option: "EPSWITCH_CLIENT_SECRET")
    }
  }
}
