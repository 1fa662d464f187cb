import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch impersonate`: a support desk acts as a member of the store.
struct ImpersonateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impersonate",
    abstract: "Act as a member of the store, as its support desk.",
    discussion: """
      It needs a profile with grant = "client-credentials" and impersonation-profile. The member is \
      found among all of the store's by e-mail address, name or ID, and shown before anything is \
      done; why is always asked. Then a user name with a random password is made for the member in \
      the impersonation profile, used once to sign in, and deleted at once. What an interrupted run \
      left at the store is deleted by the next one, by `epswitch doctor` and by `epswitch logout`.

      Examples:
        epswitch impersonate buyer@acme.example --reason 'ticket 4711'
        epswitch impersonate --profile desk
        epswitch impersonate ada --username desk-4711@support.invalid
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var audit: ReasonOption

  @OptionGroup var screen: HeightOption

  @Argument(
    help: ArgumentHelp(
      "The member: an ID, or a part of the name or e-mail address.", valueName: "member"))
  var member: String?

  @Option(
    help: ArgumentHelp(
      "A user name that the desk has for the member already: none is made.", valueName: "name"))
  var username: String?

  @Flag(
    name: .customLong("password-stdin"),
    help: "With --username: read the password from stdin (first line).")
  var readsPassword = false

  @Option(
    help: ArgumentHelp("The account to act as, by name or ID.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?

  func validate() throws {
    if readsPassword, username == nil {
      throw ValidationError("--password-stdin is for --username.")
    }
  }

  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    let selector = try service.selector()
    var prompter = context.prompter
    prompter.readsPassword = readsPassword
    var request = ImpersonationRequest(member: member, reason: audit.reason)
    request.username = username
    request.account = account
    let (plan, left) = try await service.planImpersonation(
      request, at: selector, prompter: prompter)
    context.note(left)
    let outcome = try await impersonate(plan, at: selector, service, prompter)
    prompter.endProgress()
    let session = outcome.session
    let count = session.roster.count
    context.console.note(
      "Signed in as \(session.memberLabel) at \(session.store.endpoint), with "
        + (count == 1 ? "1 account." as CleanText : "\(count) accounts."))
    defer { context.note(outcome.warnings) }
    if let chosen = session.selectedAccount {
      context.noteChosen(chosen, in: session.summary)
    } else if count > 1 {
      guard context.console.hasTerminal else {
        return context.console.note(
          "No account is chosen. Choose one with `\(selector.command("switch"))`.")
      }
      try await DashboardRunner(
        context, at: selector, height: HeightOption.height(screen.height, context.variables)
      ).pickAfterSignIn(
        reason: audit.reason ?? plan.reason, console: context.console)
    }
  }

  /// A signal ends the impersonation only after the user name is deleted.
  private func impersonate(
    _ plan: ImpersonationPlan, at selector: SessionSelector, _ service: AccountService,
    _ prompter: TerminalPrompter
  ) async throws -> SignInOutcome {
    // With --username nothing is made, and the password is read from the terminal.
    guard username == nil else {
      return try await service.impersonate(plan, at: selector, prompter: prompter)
    }
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let work = Task {
      try await service.impersonate(plan, at: selector, prompter: prompter)
    }
    let watch = Task { for await _ in endings { work.cancel() } }
    defer { watch.cancel() }
    return try await work.value
  }
}
