import ArgumentParser

/// For commands that act as an account without switching to it.
struct AccountOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The account to act as, instead of the current one.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?
}
