import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation
import ProfileSettings

/// `epswitch current`: whom you act as, and for how long.
struct CurrentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "current",
    abstract: "Say whom you act as, and for how long.",
    discussion: "Example: epswitch current --format json | jq -r .id")

  @OptionGroup var options: GlobalOptions

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() throws {
    let context = try CommandContext(options)
    let target = try context.target()
    let summary = try context.vault.requireSummary(at: target.place)
    let account = try context.actingAccount(in: summary)
    let now = Date.now
    switch format {
    case .text:
      let separator = context.console.outputIsTerminal ? "  " : "\t"
      let line = ActingLine(account, in: summary, now: now)
      context.console.result(line.fields(separator: separator))
    case .json:
      let document = AccountDocument(
        account, isActive: true, serverNow: summary.clock.now(local: now))
      context.console.result(
        try CurrentDocument(
          account: document, profile: target.profile?.name,
          endpoint: summary.store.endpoint.description
        ).json())
    }
    if account.expiry?.hasPassed(at: summary.clock.now(local: now)) == true {
      throw Failure.tokenExpired(account)
    }
  }
}
