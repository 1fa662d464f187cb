import AccountCore
import AccountModel
import AccountProxy
import ArgumentParser
import Foundation
import ShellBridge

/// `epswitch exec`: runs a program as the account.
struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a program with the account in its environment.",
    discussion: """
      The program takes the place of epswitch, so signals and its exit code pass untouched. It \
      finds EP_ACCOUNT_ID, EP_ACCOUNT_NAME, EP_ACCOUNT_TOKEN, EP_ACCOUNT_TOKEN_EXPIRES, \
      EP_ACCESS_TOKEN and EP_ENDPOINT.

      With --proxy the program gets no token: EP_ENDPOINT is a proxy that lives as long as the \
      program, adds the tokens, renews them and follows every switch. With --keep-alive the tokens \
      are in the files that EP_ACCOUNT_TOKEN_FILE and EP_ACCESS_TOKEN_FILE name, and are replaced \
      there before they expire.

      Examples:
        epswitch exec --account 'Bolt & Nut Co' -- ./import-orders.sh
        epswitch exec --proxy -- npm run dev
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var acting: AccountOption

  @OptionGroup var audit: ReasonOption

  @Flag(help: "Give the program a proxy at EP_ENDPOINT instead of tokens.")
  var proxy = false

  @Flag(
    name: .customLong("keep-alive"),
    help: "Keep the tokens renewed in files while the program runs.")
  var keepAlive = false

  @OptionGroup var forwarding: ForwardingOptions

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The program and its arguments."))
  var command: [String] = []

  func validate() throws {
    if proxy, keepAlive { throw ValidationError("--proxy and --keep-alive cannot be combined.") }
    if !proxy, forwarding.write || forwarding.log != nil {
      throw ValidationError("--write and --log are for --proxy.")
    }
  }

  func run() async throws {
    guard let program = command.first else {
      throw AccountError(
        .usage, "There is no program to run.",
        recoverySuggestion: "Write it after --: `epswitch exec -- CMD`.")
    }
    let context = try CommandContext(options)
    if proxy { return try await runBehindProxy(program, context) }
    let acting = try await context.acting(acting)
    let credentials = try await context.service.credentials(
      for: acting, use: .exec, action: program, reason: audit.reason, prompter: context.prompter)
    if keepAlive { return try await runWithFiles(program, credentials, acting, context) }
    noteShortLife(of: credentials, acting, context)
    try ProcessReplacement.run(
      program, arguments: command, environment: credentials.environment)
  }

  // MARK: - Beside the program

  private func runBehindProxy(_ program: String, _ context: CommandContext) async throws {
    let run = try await ForwardingRun(
      context, try await context.acting(acting), for: .api, forwarding, reason: audit.reason,
      defaultLog: .none)
    let proxy: APIProxy
    do {
      proxy = try await APIProxy.start(
        .port(0), to: try context.service.route(to: run.session.endpoint),
        authority: run.session, log: run.log)
    } catch {
      run.session.recordEnd()
      throw error
    }
    var environment = ProgramEnvironment(context.variables)
    environment.useProxy(at: proxy.baseAddress)
    let keeping = Task { await run.keepAlive() }
    defer { keeping.cancel() }
    let ending: Result<ChildProgram.Ending, any Error>
    do {
      ending = .success(
        try await ChildProgram.run(program, arguments: command, environment: environment.all))
    } catch {
      ending = .failure(error)
    }
    await proxy.server.stop()
    run.session.recordEnd()
    throw ExitCode(try ending.get().exitCode)
  }

  private func runWithFiles(
    _ program: String, _ credentials: AccountCredentials, _ acting: ActingAccount,
    _ context: CommandContext
  ) async throws {
    let files = try TokenFiles(context.variables, credentials)
    defer { files.remove() }
    var environment = ProgramEnvironment(context.variables)
    for variable in [AccountVariable.accountID, .accountName, .endpoint] {
      environment[variable.rawValue] = credentials.environment[variable.rawValue]
    }
    environment["EP_ACCOUNT_TOKEN_FILE"] = files.accountToken
    environment["EP_ACCESS_TOKEN_FILE"] = files.accessToken
    let renewing = Task {
      for await renewal in context.service.renewals(of: acting, after: credentials) {
        switch renewal {
        case .success(let renewed):
          do {
            try files.write(renewed)
          } catch {
            let failure = error as? any UserFacingError
            context.console.note(
              "epswitch: \(failure?.userMessage.text ?? CleanText("\(error)" as String))")
          }
        case .failure(let error): context.console.note("epswitch: \(error.userMessage.text)")
        }
      }
    }
    defer { renewing.cancel() }
    let ending = try await ChildProgram.run(
      program, arguments: command, environment: environment.all)
    files.remove()
    throw ExitCode(ending.exitCode)
  }

  // MARK: - Lifetime

  /// The program keeps its token as long as it runs, so it is told when that will not last a day.
  private func noteShortLife(
    of credentials: AccountCredentials, _ acting: ActingAccount, _ context: CommandContext
  ) {
    guard context.console.errorIsTerminal, !self.acting.quiet,
      let expiry = credentials.held.token.expiry
    else { return }
    let left = expiry.secondsLeft(at: acting.serverNow(context.service.now))
    guard left < Self.workingDay else { return }
    context.console.note(
      "epswitch: The token expires in \(durationText(seconds: left)); for a program that runs "
        + "longer use `epswitch exec --proxy`, which renews it.")
  }

  /// Seconds.
  private static let workingDay: Int64 = 8 * 3600
}
