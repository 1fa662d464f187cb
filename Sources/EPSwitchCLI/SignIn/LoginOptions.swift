import AccountModel
import ArgumentParser

/// What `login` can be told; what is missing comes from the profile or is asked for.
struct LoginOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How to sign in: \(Mechanism.choices).", valueName: "mechanism"))
  var mechanism: Mechanism?

  @Option(help: ArgumentHelp("The member's user name.", valueName: "name"))
  var username: String?

  @Flag(name: .customLong("password-stdin"), help: "Read the password from stdin (first line).")
  var readsPassword = false

  @Option(
    name: .customLong("password-profile"),
    help: ArgumentHelp("The password profile to sign in with.", valueName: "id"))
  var passwordProfile: String?

  @Flag(
    name: .customLong("code-stdin"),
    help: "Read the one-time password from stdin (first line) instead of asking.")
  var readsCode = false

  @Flag(
    name: .customLong("token-stdin"),
    help: "Sign in with an account token you hold, read from stdin (first line).")
  var readsToken = false

  @Option(help: ArgumentHelp("For self-signup: what the new member is called.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("For self-signup and customer: the e-mail address."))
  var email: String?

  @Option(
    name: .customLong("given-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var givenName: String?

  @Option(
    name: .customLong("middle-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var middleName: String?

  @Option(
    name: .customLong("family-name"), help: ArgumentHelp("For self-signup.", valueName: "name"))
  var familyName: String?

  @Flag(
    name: .customLong("no-browser"),
    help: "For oidc: print the address on stderr instead of opening the browser.")
  var printsAddress = false

  @Option(
    name: .customLong("redirect-uri"),
    help: ArgumentHelp(
      "For oidc: where the browser comes back to, as registered at the provider.",
      valueName: "uri"))
  var redirectURI: String?

  @Option(
    name: .customLong("oidc-profile"),
    help: ArgumentHelp("For oidc: the OpenID profile to sign in with.", valueName: "id"))
  var oidcProfile: String?

  @Option(
    help: ArgumentHelp(
      "The account to act as, by name or ID.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?

  func validate() throws {
    let readers = [readsPassword, readsCode, readsToken].filter(\.self).count
    guard readers <= 1 else {
      throw ValidationError("Only one thing can be read from stdin.")
    }
    if readsToken, let mechanism, mechanism != .token {
      throw ValidationError("--token-stdin is a way of its own; leave --mechanism out.")
    }
  }
}

extension Mechanism: ExpressibleByArgument {
  /// The ones a person may name; a token in hand is said by `--token-stdin`.
  static var choices: String {
    allCases.filter { $0 != .token }.map(\.rawValue).joined(separator: ", ")
  }

  public init?(argument: String) {
    guard let mechanism = Mechanism(rawValue: argument), mechanism != .token else { return nil }
    self = mechanism
  }
}
