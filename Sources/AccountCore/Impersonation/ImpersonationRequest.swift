package import AccountModel
import CommerceAPI

/// What somebody already said about an impersonation; whatever is missing is asked for.
package struct ImpersonationRequest: Sendable {
  /// The member: an ID, or a part of the name or e-mail address.
  package var member: String?

  /// A user name that the desk has for this member already, in the impersonation profile: none is
  /// made then.
  package var username: String?

  /// The account to act as afterwards, by ID or name.
  package var account: String?

  /// Why; it is always needed.
  package var reason: String?

  package init(member: String? = nil, reason: String? = nil) {
    self.member = member
    self.reason = reason
  }
}

/// Whom a desk is about to impersonate, and why: all that has to be asked was asked.
package struct ImpersonationPlan: Sendable {
  package let summary: ImpersonationSummary
  package let reason: String
  let request: ImpersonationRequest
  let realmID: String
  let profile: PasswordProfile

  /// The client's secret, where the person just gave it.
  let newSecret: Secret?

  package var member: AccountMember { summary.member }
}

extension AccountService {
  /// Finds the member, shows who that is, and asks why. Nothing is changed by it, here or at the
  /// store, except that what an interrupted impersonation left at the store is deleted.
  ///
  /// - Returns: the plan, and what could not be cleaned up.
  /// - Throws: ``AccountError``: `noSuchAccount` when no member is found, or several and nobody is
  ///   there to choose; `usage` for a profile that is no desk's, and when there is no reason.
  package func planImpersonation(
    _ request: ImpersonationRequest, at selector: SessionSelector,
    prompter: any ImpersonationPrompter
  ) async throws(AccountError) -> (plan: ImpersonationPlan, warnings: [UserMessage]) {
    try await ImpersonationPlanner(
      service: self, selector: selector, request: request, prompter: prompter
    ).run()
  }

  /// Signs in as the member: makes a user name with a random password at the store, signs in with
  /// it, and deletes it again before anything else is done. It is a session like any other from then
  /// on, except that it says by whom the member is impersonated.
  ///
  /// When the task is cancelled, the user name is still deleted before this returns. When the process
  /// is killed, the next one does it.
  package func impersonate(
    _ plan: ImpersonationPlan, at selector: SessionSelector, prompter: any Prompter
  ) async throws(AccountError) -> SignInOutcome {
    try await Impersonation(service: self, selector: selector, plan: plan, prompter: prompter)
      .run()
  }
}
