import AccountCore
import AccountModel
import AccountProxy
import ArgumentParser
import Foundation
import ProfileSettings
import SignInCallback

/// `epswitch open`: the storefront in a browser, as whoever is acted as.
struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the storefront in a browser, as the current account.",
    discussion: """
      A server on this machine passes the pages of the storefront on and gives it the account's \
      cookie, which never reaches the browser. A bar above the page says who is acted as; a switch \
      made anywhere reloads the page. It runs until Ctrl-C. In production nothing but GET, HEAD and \
      OPTIONS passes, unless there is --write with a reason.

      The profile names the storefront: `epswitch profile set NAME storefront https://shop.example` \
      and `epswitch profile set NAME cookie-prefix PREFIX`.

      Examples:
        epswitch open
        epswitch open --storefront http://localhost:3000 --cookie-prefix _store --print
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption

  @Option(
    help: ArgumentHelp("The address of the storefront, without a path.", valueName: "address"))
  var storefront: String?

  @Option(
    name: .customLong("cookie-prefix"),
    help: ArgumentHelp(
      "What the storefront's cookie PREFIX_ep_account_member_token begins with.",
      valueName: "prefix"))
  var cookiePrefix: String?

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port = 0

  @Flag(help: "Print the address on stdout instead of opening a browser.")
  var print = false

  @OptionGroup var forwarding: ForwardingOptions
  @OptionGroup var audit: ReasonOption

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    if let cookiePrefix, !Profile.isCookiePrefix(cookiePrefix) {
      throw ValidationError("--cookie-prefix holds letters, digits, “-”, “_” and “.” only.")
    }
  }

  func run() async throws {
    let context = try CommandContext(options)
    let acting = try await context.acting(self.acting)
    let storefront = try context.service.storefront(
      for: acting, address: try address(), cookiePrefix: cookiePrefix)
    let run = try await ForwardingRun(
      context, acting, for: .storefront, forwarding, reason: audit.reason, defaultLog: .text)
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let served = try await ServedStorefront(
      storefront, as: run.session, context.service, port: port, log: run.log)
    let announcing = Task { await run.announceChanges() }
    let keeping = Task { await run.keepAlive() }
    await show(served.address, context, run)
    let ending = await endings.first { _ in true } ?? SIGTERM
    keeping.cancel()
    announcing.cancel()
    await announcing.value
    await served.stop()
    throw ExitCode(128 + ending)
  }

  private func show(
    _ address: String, _ context: CommandContext, _ run: ForwardingRun
  ) async {
    if print {
      context.console.result(exactly: address)
    } else if await BrowserOpener(environment: context.variables.all).open(address) {
      run.note("The storefront is open in the browser. Ctrl-C ends it.")
    } else {
      run.note("No browser could be opened. Open this address:")
      run.note("  \(address)")
    }
  }

  private func address() throws(AccountError) -> Endpoint? {
    guard let storefront else { return nil }
    return try AccountService.endpoint(storefront, from: "--storefront")
  }
}
