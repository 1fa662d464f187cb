import AccountCore
import ArgumentParser
import Foundation

/// `epswitch`: the dashboard.
struct DashboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Open the dashboard. This is what `epswitch` alone does.",
    discussion: "Example: epswitch --endpoint https://useast.api.elasticpath.com --client-id ID")

  @OptionGroup var options: GlobalOptions

  @MainActor
  func run() async throws {
    let context = try CommandContext(options)
    let target = try context.target()
    guard context.console.hasTerminal else {
      // Without a terminal there is no picture: the plain list.
      let session = try context.vault.requireSession(at: target.place)
      context.console.result(
        RosterTable(session, acting: try context.actingID(in: session), now: .now)
          .text(isTerminal: false))
      return
    }
    try await DashboardRunner(context, target: target).dashboard()
  }
}
