import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch current`: whom you act as, and for how long.
struct CurrentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "current",
    abstract: "Show which account you act as, and for how long.",
    discussion: """
      Examples:
        epswitch current --id
        epswitch current --format json | jq -r .expires
        epswitch current --details
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "text or json.")
  var format = Format.text

  @Flag(help: "Print the ID alone.")
  var id = false

  @Flag(help: "Print the name alone.")
  var name = false

  @Flag(
    help: ArgumentHelp(
      "Ask the store about the account: legal name, references, parents, tags, members, orders and "
        + "carts."))
  var details = false

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func validate() throws {
    guard [id, name, details || format == .json].count(where: \.self) <= 1 else {
      throw ValidationError("--id and --name print one line: each is used alone.")
    }
  }

  func run() async throws {
    try await Self.run(
      CommandContext(options), format, isIDAlone: id, isNameAlone: name, withDetails: details)
  }

  // On the main thread: another one would take longer to start than this.
  @MainActor
  static func run(
    _ context: CommandContext, _ format: Format = .text, isIDAlone: Bool = false,
    isNameAlone: Bool = false, withDetails: Bool = false
  ) async throws {
    let service = context.service
    let acting: ActingAccount
    do throws(AccountError) {
      acting = try service.currentAccount()
    } catch {
      if context.console.errorIsTerminal { service.adoptNobody() }
      throw error
    }
    // What a program reads, nobody was shown.
    defer { if context.console.outputIsTerminal { service.adopt(acting) } }
    if isIDAlone || isNameAlone {
      context.console.result(
        exactly: isIDAlone ? acting.account.id.rawValue : acting.account.displayName)
      return
    }
    var told: AccountDetails?
    if withDetails {
      told = await service.accountDetails(
        of: [acting.account.id], in: acting.session.id, at: acting.selector)[acting.account.id]
    }
    switch format {
    case .text:
      let separator: CleanText = context.console.outputIsTerminal ? "  " : "\t"
      let line = ActingLine(acting.account, in: acting.session, now: service.now)
      context.console.result(line.fields(separator: separator))
      let text = DetailsText(told).text(isTerminal: context.console.outputIsTerminal)
      if !text.isEmpty { context.console.result(text) }
    case .json:
      context.console.result(
        exactly: try CurrentDocument(acting, now: service.now, details: told).json())
    }
    for gap in DetailsText.gaps(of: [told].compactMap(\.self)) {
      context.console.note("epswitch: \(gap)")
    }
    if acting.scope == .terminal, acting.defaultAccount?.id != acting.account.id {
      let current = acting.defaultAccount.map { "\($0.displayName) (\($0.id))" } ?? "nobody"
      context.console.note(
        "This terminal acts as EPSWITCH_ACCOUNT says; the default account is \(current).")
    }
    try service.requireUsable(acting)
  }
}
