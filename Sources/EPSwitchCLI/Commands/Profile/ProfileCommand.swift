import ArgumentParser

/// `epswitch profile`: stores and members under names, in the settings file.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Keep stores and members under names.",
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
