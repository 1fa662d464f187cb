import ArgumentParser

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: "Where the store's API answers, such as https://useast.api.elasticpath.com.")
  var endpoint: String?

  @Option(name: .customLong("client-id"), help: "The client ID of the application at the store.")
  var clientID: String?

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
