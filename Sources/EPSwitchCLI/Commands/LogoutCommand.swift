import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch logout`: forgets the session and its tokens.
struct LogoutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout",
    abstract: "Forget the session and its tokens on this machine.",
    discussion: """
      The store cannot revoke a token: a copy of one stays valid until it expires.

      Example: epswitch logout --all
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var audit: ReasonOption

  @Flag(help: "Forget every session of every store, and the vault key.")
  var all = false

  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    if all {
      // The secrets that this needs are forgotten next.
      context.note(await service.cleanUpImpersonations())
      try service.signOutEverybody(reason: audit.reason)
      context.console.note("Removed every session and the vault key.")
      return
    }
    let selector = try service.selector()
    context.note(await service.cleanUpImpersonations(at: selector.store))
    do throws(AccountError) {
      let session = try service.summary(at: selector)
      try service.signOut(session, reason: audit.reason)
      context.console.note(
        "Signed out \(session.member.displayName) at \(selector.store.endpoint).")
    } catch {
      guard error.kind == .notSignedIn else { throw error }
      context.console.note("Nobody was signed in at \(selector.store.endpoint).")
    }
  }
}
