import AccountCore
import AccountModel
import AccountVault
import ArgumentParser

/// `epswitch logout`: forgets the session and its tokens.
struct LogoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout",
    abstract: "Forget the session and its tokens on this machine.",
    discussion: """
      The store knows no way to revoke a token: a copy of one stays good until it runs out.

      Example: epswitch logout --all
      """)

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Forget every session of every store, and the vault key.")
  var all = false

  func run() throws {
    let context = try CommandContext(options)
    do throws(VaultError) {
      if all {
        try context.vault.forgetAll()
        context.console.note("Forgot every session and the vault key.")
        return
      }
    } catch {
      throw Failure.vault(error)
    }
    let store = try context.store()
    do throws(VaultError) {
      guard let summary = try context.vault.summary(at: store) else {
        context.console.note("Nobody was signed in at \(store.endpoint).")
        return
      }
      try context.vault.forget(summary.key)
      context.console.note("Signed out \(summary.member.displayName) at \(store.endpoint).")
    } catch {
      throw Failure.vault(error)
    }
  }
}
