import AccountCore
import AccountModel
import ArgumentParser

/// `epswitch resolve`: the ID of the account a text means, for the shell function `epaccount`.
struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Print the ID of the one account that a name, a part of it or an ID means.",
    discussion: "Example: epswitch resolve -- 'bolt & nut'",
    shouldDisplay: false)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The account.", valueName: "name|id"))
  var text: String

  func run() throws {
    let service = try CommandContext(options).service
    let selector = try service.selector()
    let session = try service.summary(at: selector)
    Console().result(
      exactly: try service.account(matching: text, in: session.id, at: selector).id.rawValue)
  }
}
