import ArgumentParser
import ShellBridge

/// `epswitch export dotenv`: the variables as a file.
struct ExportDotenv: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dotenv",
    abstract: "Print NAME=value lines, as dotenv libraries and docker read them.",
    discussion: "Example: epswitch export dotenv --output .env.account")

  @OptionGroup var export: ExportOptions

  func run() async throws {
    try await export.export { handover, _ in handover.grant.dotenv }
  }
}
