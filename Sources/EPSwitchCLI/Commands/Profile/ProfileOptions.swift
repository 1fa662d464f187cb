import AccountModel
import ArgumentParser
import Foundation
import ProfileSettings

/// What `profile add` can say of a profile besides its endpoint and client.
struct ProfileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to sign in: \(Mechanism.choices).", valueName: "mechanism"))
  var mechanism: Mechanism?

  @Option(help: ArgumentHelp("The only member the profile is for.", valueName: "name"))
  var username: String?

  @Option(
    name: .customLong("password-profile"),
    help: ArgumentHelp("The password profile to sign in with.", valueName: "id"))
  var passwordProfile: String?

  @Option(
    name: .customLong("oidc-profile"),
    help: ArgumentHelp("The OpenID profile to sign in with.", valueName: "id"))
  var oidcProfile: String?

  @Option(
    name: .customLong("redirect-uri"),
    help: ArgumentHelp(
      "For oidc: where the browser comes back to, as registered.", valueName: "uri"))
  var redirectURI: String?

  @Option(
    help: ArgumentHelp(
      "How the client shows who it is: implicit, or client-credentials with its secret, under "
        + "which every resource is visible.", valueName: "grant"))
  var grant: GrantChoice?

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
  /// - Throws: ``UsageFailure`` for a header that cannot be one.
  func fill(_ profile: inout Profile) throws {
    profile.mechanism = mechanism
    profile.username = username
    profile.passwordProfile = passwordProfile
    profile.oidcProfile = oidcProfile
    profile.redirectURI = redirectURI
    profile.grant = grant
    profile.isProduction = production
    profile.color = color
    profile.headers = try headers.map(readHeader)
  }
}

/// Reads a header as `curl -H` takes it.
///
/// - Throws: ``UsageFailure``.
private func readHeader(_ text: String) throws -> Header {
  let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2 else {
    throw UsageFailure(
      "“\(cleanText(text, limit: 60))” is no header.", remedy: "Write it as 'Name: value'.")
  }
  do throws(ValueFault) {
    return try Header(
      name: String(parts[0]), value: parts[1].trimmingCharacters(in: .whitespaces))
  } catch {
    throw UsageFailure(
      "The header \(cleanText(String(parts[0]), limit: 60)) cannot be: \(error.reason).")
  }
}

extension GrantChoice: ExpressibleByArgument {}

extension AccentColor: ExpressibleByArgument {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
