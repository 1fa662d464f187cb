import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch current`: whom you act as, and for how long.
struct CurrentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "current",
    abstract: "Show which account you act as, and for how long.",
    discussion: "Example: epswitch current --format json | jq -r .id")

  @OptionGroup var options: GlobalOptions

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() throws {
    let context = try CommandContext(options)
    let service = context.service
    let acting: ActingAccount
    do throws(AccountError) {
      acting = try service.currentAccount()
    } catch {
      service.adoptNobody()
      throw error
    }
    switch format {
    case .text:
      let separator: CleanText = context.console.outputIsTerminal ? "  " : "\t"
      let line = ActingLine(acting.account, in: acting.session, now: service.now)
      context.console.result(line.fields(separator: separator))
    case .json:
      context.console.result(exactly: try CurrentDocument(acting, now: service.now).json())
    }
    if acting.scope == .terminal, acting.defaultAccount?.id != acting.account.id {
      let current = acting.defaultAccount.map { "\($0.displayName) (\($0.id))" } ?? "nobody"
      context.console.note(
        "This terminal acts as EPSWITCH_ACCOUNT says; the default account is \(current).")
    }
    service.adopt(acting)
    try service.requireUsable(acting)
  }
}
