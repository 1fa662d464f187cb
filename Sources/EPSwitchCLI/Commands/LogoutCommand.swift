import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation

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

  @OptionGroup var trail: ReasonOption

  @Flag(help: "Forget every session of every store, and the vault key.")
  var all = false

  func run() throws {
    let context = try CommandContext(options)
    if all {
      try context.vault.signOutEverybody(reason: trail.reason, now: .now)
      context.console.note("Forgot every session and the vault key.")
      return
    }
    let place = try context.target().place
    do throws(Failure) {
      let summary = try context.vault.requireSummary(at: place)
      try context.vault.signOut(summary, reason: trail.reason, now: .now)
      context.console.note("Signed out \(summary.member.displayName) at \(place.store.endpoint).")
    } catch .notSignedIn {
      context.console.note("Nobody was signed in at \(place.store.endpoint).")
    }
  }
}
