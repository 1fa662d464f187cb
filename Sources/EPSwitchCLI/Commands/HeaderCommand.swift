import AccountVault
import ArgumentParser
import ShellBridge

/// `epswitch header`: the headers that make a request act as the account.
struct HeaderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "header",
    abstract: "Print the headers that make a request act as the account, for `curl -H @-`.",
    discussion: """
      Example: epswitch header | curl -H @- https://useast.api.elasticpath.com/v2/accounts
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var trail: ReasonOption
  @OptionGroup var visibility: ShowOption

  func run() async throws {
    let context = try CommandContext(options)
    try visibility.check(context.console, remedy: "Pipe it: `epswitch header | curl -H @- URL`")
    let reason = try context.reason(trail, actingAs: acting)
    let handover = try await context.handover(of: acting.account)
    let lines = try handover.grant.headerLines()
    try handover.record(.export, reason: reason)
    context.console.result(text: lines)
  }
}
