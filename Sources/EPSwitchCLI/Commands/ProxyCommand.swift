import AccountCore
import AccountModel
import AccountProxy
import ArgumentParser
import Foundation

/// `epswitch proxy`: the store on a local address, as whoever is acted as.
struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Serve the store's API on a local address, as the current account.",
    discussion: """
      The first line of stdout is the address that programs use in place of the store's; it holds a \
      key that is new in each run. Requests need no token: the proxy adds the access token, the \
      account token and the headers of the profile, and renews them. It follows every switch from \
      the next request on, unless --account or EPSWITCH_ACCOUNT names an account. In production only \
      GET, HEAD and OPTIONS pass, unless there is --write with a reason.

      Examples:
        epswitch proxy
        epswitch proxy --port 4000 --allow-origin http://localhost:3000
        epswitch proxy --socket /run/user/1000/store.sock --account 'Bolt & Nut Co'
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port = 0

  @Option(
    help: ArgumentHelp(
      "Listen on this socket file instead, which only you can use.", valueName: "path"))
  var socket: String?

  @Option(
    name: .customLong("allow-origin"),
    help: ArgumentHelp("Let pages of this origin use the proxy.", valueName: "origin"))
  var allowedOrigins: [String] = []

  @OptionGroup var forwarding: ForwardingOptions
  @OptionGroup var audit: ReasonOption

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    if socket != nil, port != 0 {
      throw ValidationError("--socket and --port cannot be combined.")
    }
    for origin in allowedOrigins where !isOrigin(origin) {
      throw ValidationError(
        "--allow-origin is scheme, host and port, such as http://localhost:3000.")
    }
  }

  func run() async throws {
    let context = try CommandContext(options)
    let run = try await ForwardingRun(
      context, try await context.acting(acting), for: .api, forwarding, reason: audit.reason,
      defaultLog: .text)
    defer { run.session.recordEnd() }
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let proxy = try await APIProxy.start(
      socket.map { .socket(path: absolutePath($0)) } ?? .port(port),
      to: try context.service.route(to: run.session.endpoint), authority: run.session,
      allowedOrigins: Set(allowedOrigins), log: run.log)
    context.console.result(exactly: proxy.baseAddress)
    let announcing = Task { await run.announceChanges() }
    let keeping = Task { await run.keepAlive() }
    let ending = await endings.first { _ in true } ?? SIGTERM
    keeping.cancel()
    announcing.cancel()
    await announcing.value
    await proxy.server.stop()
    throw ExitCode(128 + ending)
  }
}

/// Whether a text is an origin as browsers send it.
func isOrigin(_ text: String) -> Bool {
  text.wholeMatch(of: /https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9.\-]+)(:[0-9]{1,5})?/) != nil
}
