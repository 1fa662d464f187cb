import AccountCore
import AccountModel
import AccountViewModel
import ArgumentParser
import Foundation
import ShellBridge

/// `epswitch prompt`: whom you act as, for the prompt of a shell.
struct PromptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt",
    abstract: "Print which account you act as and for how long, for the prompt of a shell.",
    discussion: """
      It makes no request, and prints nothing when nobody is signed in.

      Example: PS1='$(epswitch prompt --color bash) \\$ '
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "Colour it for the prompt of this shell, unless NO_COLOR is set.", valueName: "shell"))
  var color: Shell?

  @Flag(
    help: ArgumentHelp("For the shell integration: write what is shown first.", visibility: .hidden)
  )
  var shown = false

  func run() throws {
    try Self.run(CommandContext(options, isForPrompt: true), color: color, shown: shown)
  }

  static func run(_ context: CommandContext, color: Shell? = nil, shown: Bool = false) throws {
    let acting: ActingAccount?
    do throws(AccountError) {
      acting = try actingAccount(context.service)
    } catch {
      context.service.adoptNobody()
      throw error
    }
    if acting == nil { context.service.adoptNobody() }
    if shown { context.console.result(exactly: acting?.shown.text ?? "") }
    guard let acting else { return }
    let serverNow = acting.serverNow(context.service.now)
    let segment = PromptSegment(
      account: acting.account, secondsLeft: acting.account.expiry?.secondsLeft(at: serverNow),
      isProduction: acting.selector.isProduction,
      impersonationMark: acting.session.impersonationMark.map {
        "\(clip(acting.session.member.shortName, memberWidth)) \($0)"
      })
    let isPlain = context.variables["NO_COLOR"] != nil
    context.console.result(
      exactly: segment.text(coloredFor: isPlain ? nil : color) { clip($0, nameWidth) })
  }

  /// `nil` where there is nobody to act as.
  private static func actingAccount(_ service: AccountService) throws(AccountError)
    -> ActingAccount?
  {
    do throws(AccountError) {
      return try service.currentAccount()
    } catch {
      switch error.kind {
      // No store is named, or several are known: this terminal means none of them.
      case .storeUnnamed, .notSignedIn: return nil
      case .noSuchAccount where service.variables.account == nil: return nil
      default: throw error
      }
    }
  }

  /// Cells of a prompt that a name may take.
  private static let nameWidth = 32

  /// Cells of a member whom a support desk impersonates.
  private static let memberWidth = 20
}
