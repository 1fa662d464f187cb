import AccountModel
import ArgumentParser
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

  @Argument(help: "What it is called: letters, digits, -, _ and dots.")
  var name: String

  @OptionGroup var values: ProfileOptions

  func run() throws {
    let context = try CommandContext(options)
    var profile = Profile(name: name)
    guard Profile.isName(name) else { throw SettingsError.badName(name) }
    guard try context.settingsFile.load()[name] == nil else {
      throw SettingsError.profileExists(name)
    }
    try values.fill(&profile)
    let asker = Asker(context.console)
    profile.endpoint = try readEndpoint(
      options.endpoint ?? asker.line("Endpoint: ", option: "--endpoint"))
    profile.clientID = try options.clientID ?? asker.line("Client ID: ", option: "--client-id")
    try context.settingsFile.add(profile)
    let isInUse = try context.settingsFile.load().nameInUse == name
    context.console.note(
      "Added the profile \(name)"
        + (isInUse
          ? ", which is in use now." : ". Use it with `epswitch profile use \(name)`."))
    context.noteOverride(of: name, isInUse: isInUse)
  }
}
