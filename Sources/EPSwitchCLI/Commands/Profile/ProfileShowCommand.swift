import ArgumentParser
import ProfileSettings

/// `epswitch profile show`: what one profile says.
struct ProfileShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a profile says; without a name, the one in use.",
    discussion: "Example: epswitch profile show staging")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The profile.", completion: ProfileCompletion.kind)
  var name: String?

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() throws {
    let context = try CommandContext(options)
    let settings = try context.settingsFile.load()
    let inUse = context.profileName(in: settings)
    guard let wanted = name ?? inUse else {
      throw UsageFailure(
        "No profile is in use.", remedy: "Name one, or choose one with `epswitch profile use NAME`."
      )
    }
    let document = ProfileDocument(
      try settings.require(wanted), isInUse: wanted == inUse)
    switch format {
    case .text: context.console.result(document.text)
    case .json: context.console.result(try document.json())
    }
  }
}
