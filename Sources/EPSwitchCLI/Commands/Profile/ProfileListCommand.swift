import ArgumentParser
import ProfileSettings

/// `epswitch profile list`: every profile, and which is in use.
struct ProfileListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the profiles; a star marks the one in use.",
    discussion: "Example: epswitch profile list --format json | jq -r '.profiles[].name'",
    aliases: ["ls"])

  @OptionGroup var options: GlobalOptions

  @Option(help: "table or json.")
  var format = Format.table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  func run() throws {
    let context = try CommandContext(options)
    let settings = try context.settingsFile.load()
    let inUse = context.profileName(in: settings)
    switch format {
    case .table:
      guard !settings.profiles.isEmpty else {
        context.console.note("There are no profiles. Add one with `epswitch profile add NAME`.")
        return
      }
      context.console.result(
        ProfileTable(settings.profiles, inUse: inUse)
          .text(isTerminal: context.console.outputIsTerminal))
    case .json:
      context.console.result(try ProfilesDocument(settings.profiles, inUse: inUse).json())
    }
  }
}
