import AccountCore
import AccountModel
import ArgumentParser
import TerminalUI

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The profile of the settings file to work with.", valueName: "name"),
    completion: ProfileCompletion.kind)
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "The address of the store's API, such as https://useast.api.elasticpath.com.",
      valueName: "address"))
  var endpoint: String?

  @Option(
    name: .customLong("client-id"),
    help: ArgumentHelp("The client ID of the application at the store.", valueName: "id"))
  var clientID: String?

  @Option(
    name: .customLong("config-dir"),
    help: ArgumentHelp("The folder of the settings file.", valueName: "path"),
    completion: .directory)
  var configDirectory: String?

  @Option(
    name: .customLong("state-dir"),
    help: ArgumentHelp("The folder of the vault.", valueName: "path"),
    completion: .directory)
  var stateDirectory: String?

  @Option(
    name: .customLong("ca-file"),
    help: ArgumentHelp(
      "Certificate authorities to trust instead of the system's (PEM).", valueName: "path"),
    completion: .file())
  var authorities: String?

  @Flag(help: "Log requests on stderr, without secrets.")
  var verbose = false

  /// The core as these options and the environment describe it.
  func configuration(
    _ variables: AccountVariables, _ console: Console
  ) -> AccountService.Configuration {
    let isVerbose = verbose
    return AccountService.Configuration(
      stateDirectory: stateDirectory.map(absolutePath) ?? variables.stateDirectory,
      configDirectory: configDirectory.map(absolutePath) ?? variables.configDirectory,
      options: StoreOptions(profile: profile, endpoint: endpoint, clientID: clientID),
      variables: variables, authorities: authorities.map(absolutePath),
      trace: { if isVerbose { console.note("\($0)") } })
  }
}

/// For commands that act as an account without switching to it.
struct AccountOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The account to act as, instead of the current one.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?

  @Flag(name: .shortAndLong, help: "Do not say on stderr which account is acted as.")
  var quiet = false
}

/// For commands that are recorded in the history.
struct ReasonOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Why; kept in the history. EPSWITCH_REASON does the same.", valueName: "text"))
  var reason: String?
}

/// For commands that let a person choose on a screen.
struct HeightOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Choose below the prompt, in so many rows or in a share of them such as 40%. "
        + "EPSWITCH_HEIGHT does the same.", valueName: "rows|%"))
  var height: ScreenHeight?

  /// The rows that the option or the environment asks for; `nil` for the whole terminal.
  ///
  /// - Parameter given: what the option says.
  /// - Throws: ``AccountCore/AccountError`` for an invalid `EPSWITCH_HEIGHT`.
  static func height(
    _ given: ScreenHeight?, _ variables: AccountVariables
  ) throws(AccountError) -> ScreenHeight? {
    if let given { return given }
    guard let text = variables.height else { return nil }
    guard let height = ScreenHeight(text) else {
      throw AccountError(
        .usage, "\(AccountVariables.height) is invalid: “\(cleanText(text, limit: 20))”.",
        recoverySuggestion: "Set it to a number of rows, such as 12, or to a share such as 40%.")
    }
    return height
  }
}

extension ScreenHeight: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// For commands that print a secret.
struct ShowOption: ParsableArguments {
  @Flag(help: "Print the secret even to a terminal.")
  var show = false

  /// - Parameter recovery: how the command is meant to be used, as a clause: `Pipe it`.
  /// - Throws: ``AccountCore/AccountError`` when a token would be seen on a terminal and nobody asked
  ///   for that.
  func check(_ console: Console, recovery: CleanText) throws(AccountError) {
    if !show { try Self.requireNoTerminal(console, recovery: recovery) }
  }

  static func requireNoTerminal(
    _ console: Console, recovery: CleanText
  ) throws(AccountError) {
    guard !console.outputIsTerminal else {
      throw AccountError(
        .usage, "The token would be shown on the terminal.",
        recoverySuggestion: "\(recovery), or add --show.")
    }
  }
}
