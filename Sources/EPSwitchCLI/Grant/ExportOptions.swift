import AccountVault
import ArgumentParser
import ShellBridge

/// What every `export` that prints takes: whom, why, and where to.
struct ExportOptions: ParsableArguments {
  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var trail: ReasonOption
  @OptionGroup var visibility: ShowOption

  @Option(
    help: ArgumentHelp(
      "Write to this file, readable by you alone, instead of stdout.", valueName: "file"),
    completion: .file())
  var output: String?

  /// Hands the account out as a text.
  ///
  /// - Parameter format: makes the text, with the end of its last line.
  func export(_ format: (Handover, Console) throws -> String) async throws {
    let context = try CommandContext(options)
    let console = context.console
    if output == nil { try visibility.check(console, remedy: "Pipe it, name a file with --output") }
    let reason = try context.reason(trail, actingAs: acting)
    let handover = try await context.handover(of: acting.account)
    let text = try format(handover, console)
    try handover.record(.export, reason: reason)
    if let output {
      try ExportFile.write(text, to: absolutePath(output))
    } else {
      console.result(text: text)
    }
  }
}
