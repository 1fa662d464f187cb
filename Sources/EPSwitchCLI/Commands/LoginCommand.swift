import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch login`: signs the member in.
struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Sign in as an account member.",
    discussion: """
      What is missing is asked for on a terminal. A password, code or token is never taken from \
      the command line.

      Examples:
        epswitch login --username buyer@acme.example
        pass show store | epswitch login --username ada --password-stdin
        epswitch login --mechanism oidc --no-browser
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var login: LoginOptions
  @OptionGroup var audit: ReasonOption
  @OptionGroup var screen: HeightOption

  func run() async throws {
    let context = try CommandContext(options)
    let selector = try context.service.selector()
    if selector.grantType == .clientCredentials {
      context.console.note(
        "The profile signs the client in with its secret: every resource is then visible, whatever "
          + "the account token says, so an answer proves nothing about the account.")
    }
    var prompter = context.prompter
    prompter.readsPassword = login.readsPassword
    prompter.printsAddress = login.printsAddress
    if login.requestsCode {
      return try await context.service.requestOneTimePassword(
        login.request(prompter, reason: nil), at: selector, prompter: prompter)
    }
    let outcome = try await context.service.signIn(
      login.request(prompter, reason: audit.reason), at: selector, prompter: prompter)
    prompter.endProgress()
    note(outcome.session, at: selector, context)
    defer { context.note(outcome.warnings) }
    if let chosen = outcome.session.selectedAccount {
      context.noteChosen(chosen, in: outcome.session.summary)
    } else if outcome.session.roster.count > 1 {
      guard context.console.hasTerminal else {
        return context.console.note(
          "No account is chosen. Choose one with `\(selector.command("switch"))`.")
      }
      try await DashboardRunner(
        context, at: selector, height: HeightOption.height(screen.height, context.variables)
      ).pickAfterSignIn(
        reason: audit.reason, console: context.console)
    }
  }

  /// Says who is signed in.
  private func note(
    _ session: Session, at selector: SessionSelector, _ context: CommandContext
  ) {
    let count = session.roster.count
    let accounts =
      session.isCustomer ? "a customer" : count == 1 ? "1 account" : "\(count) accounts"
    context.console.note(
      "Signed in as \(session.member.displayName) at \(session.store.endpoint): \(accounts).")
    if count == 0 {
      context.console.note(
        "You are a member of no account yet, so there is nothing to act as. An administrator of "
          + "the store has to add you to an account; then run `\(selector.loginCommand)` again.")
    }
  }
}

/// What `login` can be told; what is missing comes from the profile or is asked for.
struct LoginOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to sign in: \(Mechanism.choices).", valueName: "mechanism"))
  var mechanism: Mechanism?

  @Option(help: ArgumentHelp("The member's user name.", valueName: "name"))
  var username: String?

  @Flag(name: .customLong("password-stdin"), help: "Read the password from stdin (first line).")
  var readsPassword = false

  @Option(
    name: .customLong("password-profile"),
    help: ArgumentHelp("The password profile to sign in with.", valueName: "name|id"))
  var passwordProfile: String?

  @Flag(
    name: .customLong("code-stdin"),
    help: "Read the one-time password you have from stdin (first line); no other is requested.")
  var readsCode = false

  @Flag(
    name: .customLong("request-code"),
    help: "For passwordless: have the store send a code, and end; sign in with --code-stdin then.")
  var requestsCode = false

  @Flag(
    name: .customLong("token-stdin"),
    help: "Sign in with an account token you hold, read from stdin (first line).")
  var readsToken = false

  @Option(help: ArgumentHelp("For self-signup: the name of the new member.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("For self-signup and customer: the e-mail address."))
  var email: String?

  @Option(
    name: .customLong("given-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var givenName: String?

  @Option(
    name: .customLong("middle-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var middleName: String?

  @Option(
    name: .customLong("family-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var familyName: String?

  @Flag(
    name: .customLong("no-browser"),
    help: "For oidc: print the address on stderr instead of opening the browser.")
  var printsAddress = false

  @Option(
    name: .customLong("redirect-uri"),
    help: ArgumentHelp(
      "For oidc: where the browser comes back to, as registered at the provider.",
      valueName: "uri"))
  var redirectURI: String?

  @Option(
    name: .customLong("oidc-profile"),
    help: ArgumentHelp("For oidc: the OpenID profile to sign in with.", valueName: "name|id"))
  var oidcProfile: String?

  @Option(
    help: ArgumentHelp(
      "The authentication realm, where the store does not show its settings.", valueName: "id"))
  var realm: String?

  @Option(
    help: ArgumentHelp("The account to act as, by name or ID.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?

  func validate() throws {
    let readers = [readsPassword, readsCode, readsToken].filter(\.self).count
    guard readers <= 1 else {
      throw ValidationError("Only one of --password-stdin, --code-stdin and --token-stdin is used.")
    }
    if requestsCode, readsCode || (mechanism ?? .passwordless) != .passwordless {
      throw ValidationError("--request-code is for --mechanism passwordless, without --code-stdin.")
    }
    if readsCode, let mechanism, mechanism != .passwordless {
      throw ValidationError("--code-stdin is for --mechanism passwordless.")
    }
    if readsToken, let mechanism, mechanism != .token {
      throw ValidationError("--token-stdin is a mechanism of its own; leave --mechanism out.")
    }
  }

  /// What is said already; what comes on stdin is read now.
  fileprivate func request(
    _ prompter: TerminalPrompter, reason: String?
  ) throws(AccountError) -> SignInRequest {
    var request = SignInRequest(mechanism: mechanism, username: username)
    request.email = email
    request.name = name
    request.givenName = givenName
    request.middleName = middleName
    request.familyName = familyName
    request.passwordProfile = passwordProfile
    request.oidcProfile = oidcProfile
    request.realm = realm
    request.redirectURI = redirectURI
    request.account = account
    request.reason = reason
    if readsToken { request.heldToken = try prompter.secretFromInput(option: "--token-stdin") }
    if readsCode { request.oneTimePassword = try prompter.secretFromInput(option: "--code-stdin") }
    return request
  }
}

extension Mechanism: ExpressibleByArgument {
  /// The ones a person may name; a held token is said by `--token-stdin`.
  static var choices: String { allValueStrings.joined(separator: ", ") }

  public static var allValueStrings: [String] {
    allCases.filter { $0 != .token }.map(\.rawValue)
  }

  public init?(argument: String) {
    guard let mechanism = Mechanism(rawValue: argument), mechanism != .token else { return nil }
    self = mechanism
  }
}
