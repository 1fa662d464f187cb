/// Asks a support desk whom it acts as, and why.
package protocol ImpersonationPrompter: Prompter {
  /// Which of the store's members is meant, or what else to look for.
  func member(_ prompt: MemberPrompt) async throws(PromptError) -> MemberAnswer

  /// Shows who would be impersonated.
  func show(_ summary: ImpersonationSummary)

  /// Why that member is impersonated, not empty; asked after ``show(_:)``.
  func reason(toImpersonate summary: ImpersonationSummary) async throws(PromptError) -> String
}

/// A choice among members of the store.
package struct MemberPrompt: Hashable, Sendable {
  /// What was looked for; `nil` at first.
  package let query: CleanText?

  /// The members who were found.
  package let members: [AccountMember]

  /// Whether the store has more members of that kind than are listed.
  package let isIncomplete: Bool

  package init(query: CleanText?, members: [AccountMember], isIncomplete: Bool) {
    self.query = query
    self.members = members
    self.isIncomplete = isIncomplete
  }

  /// What is asked, without a colon.
  package var question: CleanText {
    members.isEmpty
      ? "Member (e-mail address, name or ID)" : "Number, or another e-mail address, name or ID"
  }

  /// What a text means: the member of that number, or another search.
  ///
  /// - Parameter count: how many members are listed, with numbers from 1.
  package func answer(to text: String, listing count: Int) -> MemberAnswer {
    let listed = members.prefix(count)
    guard let number = Int(text), listed.indices.contains(number - 1) else { return .search(text) }
    return .member(listed[number - 1].id)
  }
}

package enum MemberAnswer: Hashable, Sendable {
  /// One of the members that were listed, by ID.
  case member(String)
  case search(String)
}

/// Who would be impersonated, and where.
package struct ImpersonationSummary: Hashable, Sendable {
  /// What the store is called.
  package let label: String
  package let member: AccountMember

  /// The first accounts of the member, without tokens.
  package let accounts: [Account]

  /// How many accounts the member has; `nil` when the store did not say.
  package let accountTotal: Int?

  package init(label: String, member: AccountMember, accounts: [Account], accountTotal: Int?) {
    self.label = label
    self.member = member
    self.accounts = accounts
    self.accountTotal = accountTotal
  }
}
