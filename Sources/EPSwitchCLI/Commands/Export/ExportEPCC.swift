import AccountModel
import AccountVault
import ArgumentParser
import Foundation
import ShellBridge

/// `epswitch export epcc`: puts the account where the vendor's CLI finds it.
struct ExportEPCC: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "epcc",
    abstract: "Make epcc, the vendor's CLI, act as the account.",
    discussion: """
      It writes the file below your home in which epcc keeps its account token, of the profile that \
      EPCC_PROFILE names. Nothing is printed on stdout.

      Example: epswitch export epcc && epcc get accounts
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var trail: ReasonOption

  func run() async throws {
    let context = try CommandContext(options)
    let reason = try context.reason(trail, actingAs: acting)
    let handover = try await context.handover(of: acting.account)
    let cache = try handover.grant.vendorTokenCache(
      profile: context.environment["EPCC_PROFILE"] ?? "default")
    let path = try cache.whereItBelongs(inHome: context.environment.home)
    try handover.record(.export, reason: reason)
    try ExportFile.write(cache.contents.reveal(), to: path)
    let account = handover.grant.held.account
    context.console.note(
      """
      Wrote \(path): epcc acts as \(account.displayName) (\(account.id)).
      epcc sends the token to whatever store it is set up for: keep EPCC_API_BASE_URL at \
      \(handover.grant.store.endpoint).
      """)
  }
}
