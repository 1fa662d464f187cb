import AccountCore
import AccountModel
import ArgumentParser
import Foundation
import ShellBridge

/// `epswitch each`: runs a program as each of several accounts.
struct EachCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "each",
    abstract: "Run a program once as each of several accounts.",
    discussion: """
      The program finds the same variables as with `epswitch exec`. Its output is printed under the \
      account's name when it ends; a table of exit codes follows on stderr. The exit code is 0 when \
      every run ended with 0, else that of the first account, in their order, whose run did not.

      Examples:
        epswitch each acme bolt -- ./check-orders.sh
        epswitch each --all --jobs 4 --format json -- epswitch api /v2/orders
        epswitch each --all --fail-fast --reason 'ticket 4711' -- ./import.sh
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var audit: ReasonOption

  @Flag(help: "Every account of the member.")
  var all = false

  @Option(help: ArgumentHelp("How many run at once.", valueName: "count"))
  var jobs = 1

  @Flag(name: .customLong("fail-fast"), help: "Start no more after the first failure.")
  var failsFast = false

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(
    help: ArgumentHelp(
      "The accounts: IDs, names or parts of names, each meaning all that it matches; then -- and the "
        + "program with its arguments.", valueName: "query"), completion: AccountCompletion.kind)
  var words: [String] = []

  /// What stands after `--`. The parser takes one list only, and everything behind the terminator is
  /// the end of it.
  private var command: [String] {
    let behind = CommandLine.arguments.drop { $0 != "--" }.dropFirst().count
    return words.suffix(behind)
  }

  private var queries: [String] { words.dropLast(command.count) }

  func validate() throws {
    guard (1...64).contains(jobs) else { throw ValidationError("--jobs is 1 to 64.") }
    guard all != !queries.isEmpty else {
      throw ValidationError("Name accounts, or give --all.")
    }
    guard !command.isEmpty else { throw ValidationError("Write the program after --.") }
  }

  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    let selector = try service.selector()
    let session = try service.session(at: selector)
    let accounts = try accounts(of: session, selector)
    let reason = try await service.reason(
      audit.reason, toActAsEach: accounts, in: session.summary, at: selector,
      prompter: context.prompter)
    if let shortfall = session.roster.shortfallSummary, all {
      context.console.note("epswitch: \(shortfall)")
    }
    let runner = EachRunner(
      service: service, command: command, reason: reason, prompter: context.prompter)
    let results = try await runs(accounts, runner, context)
    if format == .json {
      context.console.result(exactly: try EachDocument(results: results).json())
    }
    context.console.note(table(results, accounts, context.console))
    guard let failed = results.first(where: { $0.exitCode != 0 }) else { return }
    throw ExitCode(failed.exitCode)
  }

  // MARK: - Which accounts

  private func accounts(
    of session: Session, _ selector: SessionSelector
  ) throws(AccountError) -> [Account] {
    if all {
      guard !session.roster.isEmpty else {
        throw AccountError(.noSuchAccount, "The member has no accounts.")
      }
      return session.roster.accounts
    }
    var wanted: Set<AccountID> = []
    for query in queries {
      do throws(AccountSearchError) {
        wanted.insert(try session.roster.account(matching: query).id)
      } catch {
        switch error {
        case .ambiguous(let accounts): wanted.formUnion(accounts.map(\.id))
        case .notFound:
          throw AccountError(
            .noSuchAccount, "No account matches “\(query, limit: 80)”.",
            unchanged: "Nothing was run.",
            recoverySuggestion: "\(action: .listAccounts(selector.command("list"))).")
        }
      }
    }
    return session.roster.accounts.filter { wanted.contains($0.id) }
  }

  // MARK: - Running

  private func runs(
    _ accounts: [Account], _ runner: EachRunner, _ context: CommandContext
  ) async throws -> [EachResult] {
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let work = Task { await runs(accounts, runner, context.console) }
    let watch = Task { for await _ in endings { work.cancel() } }
    defer { watch.cancel() }
    let results = await work.value
    guard !work.isCancelled else { throw AccountError.cancelled }
    return results
  }

  private func runs(
    _ accounts: [Account], _ runner: EachRunner, _ console: Console
  ) async -> [EachResult] {
    await withTaskGroup(of: EachResult.self) { group in
      var waiting = accounts.makeIterator()
      func startNext() {
        guard !Task.isCancelled, let account = waiting.next() else { return }
        group.addTask { await runner.run(account) }
      }
      for _ in 0..<jobs { startNext() }
      var results: [AccountID: EachResult] = [:]
      var hasFailed = false
      for await result in group {
        results[result.account.id] = result
        hasFailed = hasFailed || result.exitCode != 0
        if format == .text { print(result, console) }
        if !(hasFailed && failsFast) { startNext() }
      }
      return accounts.compactMap { results[$0.id] }
    }
  }

  private func print(_ result: EachResult, _ console: Console) {
    console.result("── \(result.account.displayName) (\(result.account.id))")
    let endsLine = result.output.isEmpty || result.output.last == UInt8(ascii: "\n")
    console.result(exactBytes: [endsLine ? result.output : result.output + [UInt8(ascii: "\n")]])
    console.note(exactBytes: result.errors)
    if let failure = result.failure { console.note("epswitch: \(failure)") }
  }

  private func table(
    _ results: [EachResult], _ accounts: [Account], _ console: Console
  ) -> CleanText {
    let byID = Dictionary(results.map { ($0.account.id, $0) }) { first, _ in first }
    return TextTable(
      headings: ["EXIT", "NAME", "ACCOUNT ID"],
      rows: accounts.map { account in
        [
          byID[account.id].map { String($0.exitCode) } ?? "not run", account.displayName,
          account.id.rawValue,
        ]
      }, reductions: [.shortIDs(2), .cut(1, least: 8)]
    ).text(isTerminal: console.errorIsTerminal, columns: console.errorColumns)
  }
}

/// What `each --format json` prints.
private struct EachDocument: Encodable {
  let results: [EachResult]
}
