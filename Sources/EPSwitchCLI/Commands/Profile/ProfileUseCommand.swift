import ArgumentParser
import ProfileSettings

/// `epswitch profile use`: works with another profile from now on.
struct ProfileUseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "use",
    abstract: "Work with another profile from now on.",
    discussion: """
      For one command or one terminal, give --profile or set EPSWITCH_PROFILE instead.

      Example: epswitch profile use staging
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The profile.", completion: ProfileCompletion.kind)
  var name: String

  func run() throws {
    let context = try CommandContext(options)
    try context.settingsFile.use(name)
    context.console.note("The profile \(name) is in use now.")
    context.noteOverride(of: name, isInUse: true)
  }
}
