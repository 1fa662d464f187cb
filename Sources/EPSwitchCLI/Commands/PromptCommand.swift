import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import ArgumentParser
import Foundation
import ProfileSettings
import ShellBridge

/// `epswitch prompt`: whom you act as, for the prompt of a shell.
struct PromptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt",
    abstract: "Print whom you act as and for how long, for the prompt of a shell.",
    discussion: """
      It asks nobody and prints nothing when nobody is signed in.

      Example: PS1='$(epswitch prompt --color bash) \\$ '
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "Colour it for the prompt of this shell, unless NO_COLOR is set.", valueName: "shell"))
  var color: Shell?

  func run() throws {
    let context = try CommandContext(options)
    guard let segment = try segment(context) else { return }
    let isPlain = context.environment["NO_COLOR"] != nil
    context.console.result(
      segment.text(coloredFor: isPlain ? nil : color) { clip($0, Self.nameWidth) })
  }

  /// `nil` where there is nobody to act as.
  private func segment(_ context: CommandContext) throws -> PromptSegment? {
    do {
      let target = try context.target()
      let summary = try context.vault.requireSummary(at: target.place)
      let account = try context.actingAccount(in: summary)
      let serverNow = summary.clock.now(local: .now)
      return PromptSegment(
        account: account, secondsLeft: account.expiry?.secondsLeft(at: serverNow),
        isProduction: target.profile?.isProduction ?? false)
    } catch is UsageFailure {
      // No store is named, or several are kept: this terminal means none of them.
      return nil
    } catch Failure.notSignedIn, Failure.noAccountSelected {
      return nil
    }
  }

  /// Cells of a prompt that a name may take.
  private static let nameWidth = 32
}
