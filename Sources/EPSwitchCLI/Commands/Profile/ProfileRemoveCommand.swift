import AccountModel
import AccountVault
import ArgumentParser
import ProfileSettings

/// `epswitch profile remove`: takes a profile out of the settings file.
struct ProfileRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a profile; its sessions stay in the vault.",
    discussion: """
      To forget its session too, run `epswitch logout --profile NAME` before.

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
    let settings = try context.settingsFile.load()
    let profile = try settings.require(name)
    if !yes {
      try Asker(context.console).confirm("Remove the profile \(name)?", option: "--yes")
    }
    try context.settingsFile.remove(name)
    context.console.note(
      "Removed the profile \(name)"
        + (settings.nameInUse == name && settings.profiles.count > 1
          ? "; none is in use now. Choose one with `epswitch profile use NAME`." : "."))
    for session in sessions(of: profile, in: context.vault) {
      context.console.note(
        "\(session.member.displayName) is still signed in at \(session.store.endpoint): "
          + "`epswitch logout --endpoint \(session.store.endpoint) "
          + "--client-id \(session.store.clientID)` forgets that.")
    }
  }

  /// The kept sessions the profile speaks of; a vault that cannot be read is no reason to stop.
  private func sessions(of profile: Profile, in vault: Vault) -> [SessionSummary] {
    guard let store = profile.store, let all = try? vault.summaries() else { return [] }
    let member = Target(store: store, profile: profile).fixedUsername
    return all.filter { session in
      session.store == store
        && (member == nil || member == session.member.username || member == session.member.id)
    }
  }
}
