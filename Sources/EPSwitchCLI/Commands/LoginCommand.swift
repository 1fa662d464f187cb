import AccountCore
import AccountModel
import ArgumentParser
import CommerceAPI
import Foundation

/// `epswitch login`: signs the member in.
struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Sign in as an account member.",
    discussion: """
      What is missing is asked for on a terminal. A password is never taken from the command line.

      Examples:
        epswitch login --username buyer@acme.example
        pass show store | epswitch login --username buyer@acme.example --password-stdin
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "The member's user name.")
  var username: String?

  @Flag(name: .customLong("password-stdin"), help: "Read the password from stdin (first line).")
  var readsPassword = false

  @Option(
    name: .customLong("password-profile"),
    help: ArgumentHelp("The password profile to sign in with.", valueName: "id"))
  var passwordProfile: String?

  @Option(help: ArgumentHelp("The account to act as, by name or ID.", valueName: "name|id"))
  var account: String?

  func run() async throws {
    let context = try CommandContext(options)
    let console = context.console
    let access = try context.access()
    let asker = Asker(console)
    if readsPassword, console.inputIsTerminal {
      throw UsageFailure(
        "--password-stdin reads from a pipe or a file, and stdin is a terminal.",
        remedy: "Leave the option out to be asked.")
    }
    let username = try username ?? asker.line("User name: ", option: "--username")
    let profile = try await profileID(access, asker)
    let password =
      try readsPassword
      ? asker.secretFromInput() : asker.secret("Password: ", option: "--password-stdin")
    let progress = RosterProgress(console)
    let session = try await access.signIn(
      .password(profileID: profile, username: username, password: password),
      mechanism: .password, username: username, progress: progress.report)
    progress.end()
    try await choose(in: session, context: context, access: access)
  }

  /// The password profile: the one named, the store's only one, or the one chosen on the terminal.
  private func profileID(_ access: StoreAccess, _ asker: Asker) async throws -> String {
    do throws(Failure) {
      return try await access.passwordProfileID(given: passwordProfile)
    } catch .passwordProfileNeeded(let profiles) where asker.canAsk {
      return try asker.choice("Password profile", among: profiles) { "\($0.name) (\($0.id))" }.id
    }
  }

  /// Says who is signed in and settles whom they act as.
  private func choose(
    in session: Session, context: CommandContext, access: StoreAccess
  ) async throws {
    let console = context.console
    let count = session.roster.count
    console.note(
      "Signed in as \(session.member.displayName) at \(session.store.endpoint): "
        + (count == 1 ? "1 account." : "\(count) accounts."))
    if count == 0 {
      console.note(
        "You are a member of no account yet, so there is nothing to act as. Someone who runs the "
          + "store has to add you to an account; then run `epswitch login` again.")
      return
    }
    let summary = try access.summary()
    if let account {
      let chosen = try session.roster.requireAccount(matching: account)
      try AccountSwitcher(access).choose(chosen, in: summary)
      console.note(ActingLine(chosen, in: summary, now: .now).sentence)
    } else if let acting = session.selectedAccount {
      console.note(ActingLine(acting, in: summary, now: .now).sentence)
    } else if console.hasTerminal {
      try await DashboardRunner(access: access, label: nil).pick(query: "")
    } else {
      console.note("No account is chosen. Choose one with `epswitch switch NAME`.")
    }
  }
}
