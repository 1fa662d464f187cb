import ArgumentParser

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The profile of the settings file to work with.", valueName: "name"),
    completion: ProfileCompletion.kind)
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Where the store's API answers, such as https://useast.api.elasticpath.com.",
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

  @Flag(help: "Tell on stderr which requests are made; never a secret.")
  var verbose = false
}

/// For commands whose doing is written down in the history.
struct ReasonOption: ParsableArguments {
  @Option(help: ArgumentHelp("Why; kept in the history.", valueName: "text"))
  var reason: String?
}
