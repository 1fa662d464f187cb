import ArgumentParser
import ShellBridge

/// `epswitch export curl`: a configuration for curl.
struct ExportCurl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curl",
    abstract: "Print a configuration for `curl -K -`: the headers, and the address of a path.",
    discussion: "Example: epswitch export curl '/v2/orders?page[limit]=5' | curl -K -")

  @OptionGroup var export: ExportOptions

  @Argument(help: "Path and query on the store, beginning with a slash.")
  var path: String?

  func run() async throws {
    try await export.export { handover, _ in
      try handover.grant.curlConfiguration(path: path)
    }
  }
}
