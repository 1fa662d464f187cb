import ArgumentParser
import ProfileSettings

/// `epswitch profile rename`: gives a profile another name.
struct ProfileRenameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Give a profile another name; it stays in use if it was.",
    discussion: "Example: epswitch profile rename staging acme-staging",
    aliases: ["mv"])

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The profile.", completion: ProfileCompletion.kind)
  var old: String

  @Argument(help: "Its new name: letters, digits, -, _ and dots.")
  var new: String

  func run() throws {
    let context = try CommandContext(options)
    try context.settingsFile.rename(old, to: new)
    context.console.note("The profile \(old) is called \(new) now.")
    if context.environment.profile == old {
      context.console.note("EPSWITCH_PROFILE still says \(old): set it to \(new).")
    }
  }
}
