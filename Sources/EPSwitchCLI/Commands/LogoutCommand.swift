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
      let next = try service.signOut(session, at: selector, reason: audit.reason)
      context.console.note(
        "Signed out \(session.memberLabel) at \(selector.store.endpoint).")
      if let next {
        context.console.note(
          "Commands now act as \(next.account.displayName) (\(next.account.id)) of "
            + "\(next.session.memberLabel).")
      } else if let left = try? service.summary(at: selector) {
        context.console.note(
          "\(left.memberLabel) is still signed in; no account of theirs is chosen.")
      }
    } catch {
      guard error.kind == .notSignedIn else { throw error }
      context.console.note("Nobody was signed in at \(selector.store.endpoint).")
    }
  }
}
