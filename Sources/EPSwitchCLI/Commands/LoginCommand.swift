import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation
import ProfileSettings

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
        pass show store | epswitch login --username buyer@acme.example --password-stdin
        epswitch login --mechanism oidc --no-browser
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var login: LoginOptions
  @OptionGroup var trail: ReasonOption

  func run() async throws {
    let context = try CommandContext(options)
    let target = try context.target()
    // Before anything else: a sign-in that fails for want of a reason would be in vain.
    let reason =
      login.account == nil
      ? trail.reason : try context.reason(trail.reason, forChoosingIn: target)
    let secret = try clientSecret(context, target)
    let access = try context.access(to: target, secret: secret)
    let progress = RosterProgress(context.console)
    let session = try await signIn(
      LoginContext(
        context: context, target: target, access: access, options: login, reason: reason,
        progress: progress))
    progress.end()
    if let secret { try keep(secret, context, target) }
    try await choose(
      in: session, context: context, target: target, access: access, reason: reason)
  }

  private func signIn(_ login: LoginContext) async throws -> Session {
    let mechanism =
      login.options.readsToken
      ? .token : login.options.mechanism ?? login.target.profile?.mechanism ?? .password
    return switch mechanism {
    case .password: try await PasswordLogin(login: login).session()
    case .oidc: try await OIDCLogin(login: login).session()
    case .passwordless: try await PasswordlessLogin(login: login).session()
    case .selfSignup: try await SelfSignupLogin(login: login).session()
    case .customer: try await CustomerLogin(login: login).session()
    case .token: try await TokenLogin(login: login).session()
    }
  }

  /// The client's secret, asked for when the profile insists on one and nobody has given it.
  private func clientSecret(_ context: CommandContext, _ target: Target) throws -> Secret? {
    guard target.profile?.grant == .clientCredentials else { return nil }
    context.console.note(
      "The profile signs the client in with its secret: every resource is then visible, whatever "
        + "the account token says, so an answer proves nothing about the account.")
    guard context.environment.clientSecret == nil else { return nil }
    let kept = try? context.vault.clientSecret(for: target.store)
    guard kept == nil else { return nil }
    let asker = Asker(context.console)
    guard asker.canAsk else {
      throw UsageFailure(
        "The client secret is missing.",
        remedy: "Set EPSWITCH_CLIENT_SECRET, or run in a terminal to be asked.")
    }
    return try asker.secret("Client secret: ", option: "EPSWITCH_CLIENT_SECRET")
  }

  /// Keeps the client's secret in the vault, now that it has proven good.
  private func keep(_ secret: Secret, _ context: CommandContext, _ target: Target) throws {
    do throws(VaultError) {
      try context.vault.saveClientSecret(secret, for: target.store)
    } catch {
      throw Failure.vault(error)
    }
  }

  /// Says who is signed in and settles whom they act as.
  private func choose(
    in session: Session, context: CommandContext, target: Target, access: StoreAccess,
    reason: String?
  ) async throws {
    let console = context.console
    let count = session.roster.count
    console.note(
      "Signed in as \(session.member.displayName) at \(session.store.endpoint): "
        + (session.mechanism == .customer
          ? "one customer." : count == 1 ? "1 account." : "\(count) accounts."))
    if count == 0 {
      console.note(
        "You are a member of no account yet, so there is nothing to act as. Someone who runs the "
          + "store has to add you to an account; then run `epswitch login` again.")
      return
    }
    let summary = try access.vault.requireSummary(
      at: SessionPlace(session.store, username: session.member.id))
    if let account = login.account {
      let chosen = try session.roster.requireAccount(matching: account)
      try AccountSwitcher(access, reason: reason).choose(chosen, in: summary)
      console.note(ActingLine(chosen, in: summary, now: .now).sentence)
    } else if let acting = session.selectedAccount {
      console.note(ActingLine(acting, in: summary, now: .now).sentence)
    } else if console.hasTerminal {
      try await DashboardRunner(context, target: target).pick(query: "")
    } else {
      console.note("No account is chosen. Choose one with `epswitch switch NAME`.")
    }
  }
}
