import ArgumentParser
import ShellBridge

/// `epswitch export json`: everything as one JSON object.
struct ExportJSON: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json",
    abstract: "Print account, tokens, endpoint and headers as one JSON object.",
    discussion: "Example: epswitch export json | jq -r .account_token_expires")

  @OptionGroup var export: ExportOptions

  func run() async throws {
    try await export.export { handover, _ in try handover.grant.json() + "\n" }
  }
}
