import AccountCore
import AccountModel
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
    guard context.console.hasTerminal else {
      // Without a terminal there is no screen: the plain list.
      let session = try context.service.session(at: context.service.selector())
      context.console.result(
        RosterTable(session, acting: context.markedAccount(in: session), now: context.service.now)
          .text(isTerminal: false))
      return
    }
    try await DashboardRunner(context).dashboard()
  }
}
