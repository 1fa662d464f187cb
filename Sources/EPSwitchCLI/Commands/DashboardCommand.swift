import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch`: the dashboard.
struct DashboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Open the dashboard. This is what `epswitch` alone does.",
    discussion: """
      The first time, while no store is known, it asks for one and writes a profile.

      Example: epswitch --endpoint https://useast.api.elasticpath.com --client-id ID
      """)

  @OptionGroup var options: GlobalOptions

  @MainActor
  func run() async throws { try await Self.open(CommandContext(options)) }

  @MainActor
  static func open(_ context: CommandContext) async throws {
    guard context.console.hasTerminal else {
      // Without a terminal there is no screen: the plain list.
      let session = try context.service.session(at: context.service.selector())
      context.console.result(
        RosterTable(session, acting: context.markedAccount(in: session), now: context.service.now)
          .text(isTerminal: false))
      return
    }
    if context.service.knowsNoStore, context.prompter.isInteractive {
      let firstRun = FirstRun(context)
      guard try firstRun.choose() == .store else {
        return try await DemoCommand.parse([]).run()
      }
      try await firstRun.addProfile()
    }
    try await DashboardRunner(context).dashboard()
  }
}
