import AccountModel
import ArgumentParser
import ProfileSettings

/// `epswitch profile set`: changes one value of a profile.
struct ProfileSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Change one value of a profile, or take it away.",
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

  @Flag(help: "Take the value away.")
  var unset = false

  func validate() throws {
    guard (value == nil) == unset else {
      throw ValidationError("Give either a value or --unset.")
    }
  }

  func run() throws {
    let context = try CommandContext(options)
    let file = context.settingsFile
    let headerPrefix = "headers."
    if key.hasPrefix(headerPrefix) {
      try file.setHeader(String(key.dropFirst(headerPrefix.count)), to: value, on: name)
    } else if let key = ProfileKey(rawValue: key) {
      try file.set(key, to: value, on: name)
    } else {
      throw UsageFailure(
        "“\(cleanText(key, limit: 60))” is no key of a profile.",
        remedy: "Use one of \(ProfileKey.choices), or headers.NAME.")
    }
    context.console.note(
      unset
        ? "The profile \(name) says nothing of \(key) any more."
        : "The profile \(name) has \(key) set.")
  }
}

extension ProfileKey {
  static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
