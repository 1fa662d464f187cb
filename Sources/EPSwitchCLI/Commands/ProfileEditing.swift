import AccountCore
import AccountModel
import ArgumentParser
import Foundation
import ProfileSettings

/// `epswitch profile add`: a store and how to sign in there, under a new name.
struct ProfileAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a profile; the first one is in use at once.",
    discussion: """
      An endpoint or client ID that is not given is asked for on a terminal. A password or client \
      secret is never kept here.

      Examples:
        epswitch profile add staging --endpoint https://useast.api.elasticpath.com --client-id ID
        epswitch profile add live --endpoint https://euwest.api.elasticpath.com --client-id ID \\
          --production --header 'EP-Channel: support'
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The name of the profile: letters, digits, -, _ and dots.")
  var name: String

  @OptionGroup var values: ProfileOptions

  func run() throws {
    let context = try CommandContext(options)
    let file = try context.settingsFile()
    var profile = Profile(name: name)
    guard Profile.isName(name) else { throw SettingsError.badName(name) }
    guard try file.load()[name] == nil else { throw SettingsError.profileExists(name) }
    try values.fill(&profile)
    let endpoint =
      try options.endpoint ?? context.prompter.line("Endpoint: ", option: "--endpoint")
    profile.endpoint = try AccountService.endpoint(endpoint, from: "--endpoint")
    profile.clientID =
      try options.clientID ?? context.prompter.line("Client ID: ", option: "--client-id")
    try file.add(profile)
    guard try file.load().nameInUse == name else {
      return context.console.note(
        "Added the profile \(name). Use it with `epswitch profile use \(name)`.")
    }
    context.console.note("Added the profile \(name), which is in use now.")
    if let other = context.variables.profile, other != name {
      context.console.note(
        "This terminal keeps using the profile \(other), as EPSWITCH_PROFILE says.")
    }
  }
}

/// `epswitch profile set`: changes one value of a profile.
struct ProfileSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Change or remove one value of a profile.",
    discussion: """
      The keys are those of config.toml: \(ProfileKey.choices), and headers.NAME for a header.

      Examples:
        epswitch profile set staging username buyer@acme.example
        epswitch profile set staging headers.EP-Channel 'web store'
        epswitch profile set staging color --unset
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The profile.", completion: ProfileCompletion.kind)
  var name: String

  @Argument(
    help: "What to change.", completion: .list(ProfileKey.allCases.map(\.rawValue)))
  var key: String

  @Argument(help: "The new value.")
  var value: String?

  @Flag(help: "Remove the value.")
  var unset = false

  func validate() throws {
    guard (value == nil) == unset else {
      throw ValidationError("Give either a value or --unset.")
    }
  }

  func run() throws {
    let context = try CommandContext(options)
    let file = try context.settingsFile()
    let headerPrefix = "headers."
    if key.hasPrefix(headerPrefix) {
      try file.setHeader(String(key.dropFirst(headerPrefix.count)), to: value, on: name)
    } else if let key = ProfileKey(rawValue: key) {
      try file.set(key, to: value, on: name)
    } else {
      throw AccountError(
        .usage, "“\(cleanText(key, limit: 60))” is not a key of a profile.",
        recoverySuggestion: "Use one of \(ProfileKey.choices), or headers.NAME.")
    }
    context.service.forgetShownAccount()
    context.console.note(
      unset
        ? "Removed \(key) from the profile \(name)." : "Set \(key) in the profile \(name).")
  }
}

extension ProfileKey {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// What `profile add` can say of a profile besides its endpoint and client.
struct ProfileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to sign in: \(Mechanism.choices).", valueName: "mechanism"))
  var mechanism: Mechanism?

  @Option(help: ArgumentHelp("The only member the profile is for.", valueName: "name"))
  var username: String?

  @Option(
    name: .customLong("password-profile"),
    help: ArgumentHelp("The password profile to sign in with.", valueName: "name|id"))
  var passwordProfile: String?

  @Option(
    name: .customLong("oidc-profile"),
    help: ArgumentHelp("The OpenID profile to sign in with.", valueName: "name|id"))
  var oidcProfile: String?

  @Option(
    help: ArgumentHelp(
      "The authentication realm, where the store does not show its settings.", valueName: "id"))
  var realm: String?

  @Option(
    name: .customLong("redirect-uri"),
    help: ArgumentHelp(
      "For oidc: where the browser comes back to, as registered.", valueName: "uri"))
  var redirectURI: String?

  @Option(
    help: ArgumentHelp(
      "The grant type: implicit, or client-credentials with the client's secret, under "
        + "which every resource is visible.", valueName: "grant"))
  var grant: GrantType?

  @Option(
    name: .customLong("impersonation-profile"),
    help: ArgumentHelp(
      "For a support desk: the password profile in which `epswitch impersonate` makes "
        + "credentials.", valueName: "name|id"))
  var impersonationProfile: String?

  @Flag(help: "The store is live: a red header, and choosing an account needs a reason.")
  var production = false

  @Option(
    help: ArgumentHelp(
      "The colour of the header: \(AccentColor.choices).", valueName: "color"))
  var color: AccentColor?

  @Option(
    name: .customLong("header"),
    help: ArgumentHelp(
      "A header for every request; may be given several times.", valueName: "'Name: value'"))
  var headers: [String] = []

  /// Puts what was said into a profile.
  ///
  /// - Throws: ``AccountCore/AccountError`` for an invalid header.
  func fill(_ profile: inout Profile) throws {
    profile.mechanism = mechanism
    profile.username = username
    profile.passwordProfile = passwordProfile
    profile.oidcProfile = oidcProfile
    profile.redirectURI = redirectURI
    profile.grantType = grant
    profile.impersonationProfile = impersonationProfile
    profile.realm = realm
    profile.isProduction = production
    profile.color = color
    profile.headers = try headers.map(readHeader)
  }
}

/// Reads a header as `curl -H` takes it.
private func readHeader(_ line: String) throws(AccountError) -> HeaderField {
  do throws(HeaderFault) {
    return try HeaderField(line: line)
  } catch {
    let name = cleanText(String(line.prefix { $0 != ":" }), limit: 60)
    throw AccountError(
      .usage, "The header “\(name)” is invalid: \(error.reason).",
      recoverySuggestion: "Write it as 'Name: value'.")
  }
}

extension GrantType: ExpressibleByArgument {}

extension AccentColor: ExpressibleByArgument {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
