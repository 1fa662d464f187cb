import AccountModel

/// Asks a support desk on the terminal whom it acts as, and why.
extension TerminalPrompter: ImpersonationPrompter {
  func member(_ prompt: MemberPrompt) async throws(PromptError) -> MemberAnswer {
    guard isInteractive else { throw .unavailable }
    let shown = prompt.members.prefix(Self.mostMembers)
    let width = String(shown.count).count
    for (number, member) in shown.enumerated() {
      let label = String(number + 1)
      let padding = String(repeating: " ", count: width - label.count)
      // A member chooses the name, so it comes last, where it cannot be taken for the rest.
      console.note(
        "  \(padding)\(label)  \(member.id)  \(member.email ?? "(no e-mail address)")  "
          + "\(member.name ?? "(no name)")")
    }
    if let query = prompt.query {
      if shown.isEmpty {
        console.note(
          "No member has “\(query)” in the name or the e-mail address, or as the ID.")
      } else if prompt.isIncomplete || prompt.members.count > shown.count {
        console.note("There are more; give more of the name or the e-mail address.")
      }
    }
    var answer = ""
    while answer.isEmpty { answer = try line("\(prompt.question): ", mayBeEmpty: true) }
    return prompt.answer(to: answer, listing: shown.count)
  }

  /// More are not listed: nobody reads on.
  private static let mostMembers = 20

  func show(_ summary: ImpersonationSummary) {
    endProgress()
    let member = summary.member
    console.note("\(member.name ?? "(no name)")")
    console.note("  E-mail    \(member.email ?? "(none)")")
    console.note("  ID        \(member.id)")
    console.note("  Accounts  \(accounts(summary))")
  }

  private func accounts(_ summary: ImpersonationSummary) -> String {
    guard let total = summary.accountTotal else { return "the store does not tell" }
    guard total > 0 else { return "none" }
    let names = summary.accounts.prefix(Self.mostAccounts).map(\.displayName)
    let more = total > names.count ? " and \(total - names.count) more" : ""
    return "\(total): \(names.joined(separator: ", "))\(more)"
  }

  private static let mostAccounts = 5

  func reason(toImpersonate summary: ImpersonationSummary) async throws(PromptError) -> String {
    try reason("Reason to act as \(summary.member.displayName) in \(summary.label): ")
  }
}
