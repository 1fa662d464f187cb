import AccountCore
import AccountModel
import ArgumentParser
import ProfileSettings

/// `epswitch profile`: stores and members under names, in the settings file.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Manage named stores and members.",
    discussion: """
      Profiles are in config.toml, which you may edit by hand: comments, order and unknown keys \
      survive. A file that is broken is never written to. No secret is kept there.

      Example: epswitch profile add staging --endpoint https://useast.api.elasticpath.com \
      --client-id ID --username buyer@acme.example
      """,
    subcommands: [
      ProfileListCommand.self, ProfileAddCommand.self, ProfileShowCommand.self,
      ProfileUseCommand.self, ProfileRemoveCommand.self, ProfileRenameCommand.self,
      ProfileSetCommand.self,
    ],
    defaultSubcommand: ProfileListCommand.self)
}

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
    let settings = try context.service.settings()
    let inUse = context.service.profileName(in: settings)
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
      context.console.result(exactly: try ProfilesDocument(settings.profiles, inUse: inUse).json())
    }
  }
}

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
    let settings = try context.service.settings()
    let inUse = context.service.profileName(in: settings)
    guard let wanted = name ?? inUse else {
      throw AccountError(
        .usage, "No profile is in use.",
        recoverySuggestion: "Name one, or choose one with `epswitch profile use NAME`."
      )
    }
    let document = ProfileDocument(
      try settings.require(wanted), isInUse: wanted == inUse)
    switch format {
    case .text: context.console.result(document.text)
    case .json: context.console.result(exactly: try document.json())
    }
  }
}

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
    let other = try context.service.useProfile(name)
    context.console.note("The profile \(name) is in use now.")
    if let other {
      context.console.note(
        "This terminal keeps using the profile \(other), as EPSWITCH_PROFILE says.")
    }
  }
}

/// `epswitch profile remove`: takes a profile out of the settings file.
struct ProfileRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a profile; its sessions stay in the vault.",
    discussion: """
      To sign out too, run `epswitch logout --profile NAME` first.

      Example: epswitch profile remove staging --yes
      """,
    aliases: ["rm"])

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The profile.", completion: ProfileCompletion.kind)
  var name: String

  @Flag(help: "Remove it without asking.")
  var yes = false

  func run() throws {
    let context = try CommandContext(options)
    let settings = try context.service.settings()
    _ = try settings.require(name)
    if !yes {
      try context.prompter.confirm("Remove the profile \(name)?", option: "--yes")
    }
    let sessions = (try? context.service.sessions(ofProfile: name)) ?? []
    try context.settingsFile().remove(name)
    context.service.forgetShownAccount()
    context.console.note(
      "Removed the profile \(name)"
        + (settings.nameInUse == name && settings.profiles.count > 1
          ? "; none is in use now. Choose one with `epswitch profile use NAME`." : "."))
    for session in sessions {
      context.console.note(
        "\(session.member.displayName) is still signed in at \(session.store.endpoint): "
          + "`epswitch logout --endpoint \(session.store.endpoint) "
          + "--client-id \(session.store.clientID)` signs them out.")
    }
  }
}

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
    try context.settingsFile().rename(old, to: new)
    context.service.forgetShownAccount()
    context.console.note("Renamed the profile \(old) to \(new).")
    if context.variables.profile == old {
      context.console.note("EPSWITCH_PROFILE still says \(old): set it to \(new).")
    }
  }
}
