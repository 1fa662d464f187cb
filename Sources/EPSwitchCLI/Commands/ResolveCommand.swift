import AccountCore
import AccountModel
import ArgumentParser

/// `epswitch resolve`: the ID of the account a text means, or that a person chooses, for the shell
/// function `epaccount`.
struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Print the ID of the one account that a name, a part of it or an ID means.",
    discussion: """
      Without a name it is chosen on a screen; nothing is switched.

      Example: epswitch resolve -- 'bolt & nut'
      """,
    shouldDisplay: false)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var screen: HeightOption

  @Argument(help: ArgumentHelp("The account.", valueName: "name|id"))
  var text: String?

  @MainActor
  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    let selector = try service.selector()
    if let text {
      let session = try service.summary(at: selector)
      let id = try service.account(matching: text, in: session.id, at: selector).id
      return context.console.result(exactly: id.rawValue)
    }
    // The result goes to the shell, while the screen is drawn on the terminal all the same.
    guard context.console.inputIsTerminal else {
      throw AccountError(
        .usage, "Choosing an account needs a terminal.",
        recoverySuggestion: "Name the account: `epaccount NAME`, or `epswitch resolve -- NAME`.")
    }
    let id = try await DashboardRunner(
      context, at: selector, height: HeightOption.height(screen.height, context.variables)
    ).pickForTerminal()
    context.console.result(exactly: id.rawValue)
  }
}
