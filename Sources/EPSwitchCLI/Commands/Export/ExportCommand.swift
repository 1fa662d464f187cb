import ArgumentParser

/// `epswitch export`: the account in the formats of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Hand the account to another program in the format it reads.",
    discussion: """
      Examples:
        epswitch export epcc                        the vendor's CLI acts as the account
        epswitch export curl /v2/orders | curl -K -
        epswitch export dotenv --output .env.account
      """,
    subcommands: [
      ExportCookie.self, ExportCurl.self, ExportDotenv.self, ExportEPCC.self, ExportJSON.self,
    ])
}
