import AccountCore
import AccountModel
import ArgumentParser
import ShellBridge

/// `epswitch export`: the account in the formats of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export the account for another program in the format it reads.",
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

/// What every `export` that prints takes: whom, why, and where to.
struct ExportOptions: ParsableArguments {
  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var audit: ReasonOption
  @OptionGroup var visibility: ShowOption

  @Option(
    help: ArgumentHelp(
      "Write to this file, readable only by you, instead of stdout.", valueName: "file"),
    completion: .file())
  var output: String?

  /// Exports the account as a text.
  ///
  /// - Parameter format: makes the text, with the end of its last line. It is called before the event
  ///   is recorded, so that what the format refuses is not.
  func export(
    _ format: (AccountCredentials, CommandContext) throws -> String
  ) async throws {
    let context = try CommandContext(options)
    if let output {
      try ExportFile.requireFolder(of: absolutePath(output))
    } else {
      try visibility.check(context.console, recovery: "Pipe it, name a file with --output")
    }
    var text = ""
    _ = try await context.service.credentials(
      for: await context.acting(acting), use: .export, reason: audit.reason,
      prompter: context.prompter
    ) {
      text = try format($0, context)
    }
    if let output {
      try ExportFile.write(text, to: absolutePath(output))
    } else {
      context.console.result(exactText: text)
    }
  }
}

/// `epswitch export cookie`: what Elastic Path's storefronts keep in the browser.
struct ExportCookie: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cookie",
    abstract: "Print the storefront's cookie: all accounts whose tokens live, this one selected.",
    discussion: """
      It is the JSON value of the cookie PREFIX_ep_account_member_token of composable-frontend. \
      Storefronts keep it percent-encoded.

      Example: epswitch export cookie --only-current | jq -rj @uri | wl-copy
      """)

  @OptionGroup var export: ExportOptions

  @Flag(name: .customLong("only-current"), help: "Leave the member's other accounts out.")
  var isAlone = false

  func run() async throws {
    try await export.export { credentials, context in
      let others = isAlone ? [] : try context.service.otherHeldTokens(than: credentials)
      let cookie = try credentials.storefrontCookie(others: others)
      if cookie.utf8.count > Self.largestCookie {
        context.console.note(
          "The cookie has \(cookie.utf8.count) bytes, and browsers keep \(Self.largestCookie) at "
            + "most. Use --only-current for a smaller one.")
      }
      return cookie + "\n"
    }
  }

  /// Bytes, by RFC 6265, section 6.1.
  private static let largestCookie = 4096
}

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
    try await export.export { credentials, _ in try credentials.curlConfiguration(path: path) }
  }
}

/// `epswitch export dotenv`: the variables as a file.
struct ExportDotenv: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dotenv",
    abstract: "Print NAME=value lines, as dotenv libraries and docker read them.",
    discussion: "Example: epswitch export dotenv --output .env.account")

  @OptionGroup var export: ExportOptions

  func run() async throws {
    try await export.export { credentials, _ in credentials.dotenv }
  }
}

/// `epswitch export json`: everything as one JSON object.
struct ExportJSON: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json",
    abstract: "Print account, tokens, endpoint and headers as one JSON object.",
    discussion: "Example: epswitch export json | jq -r .account_token_expires")

  @OptionGroup var export: ExportOptions

  func run() async throws {
    try await export.export { credentials, _ in try credentials.json() + "\n" }
  }
}

/// `epswitch export epcc`: puts the account where the vendor's CLI finds it.
struct ExportEPCC: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "epcc",
    abstract: "Make epcc, the vendor's CLI, act as the account.",
    discussion: """
      It writes the file below your home in which epcc keeps its account token, of the profile that \
      EPCC_PROFILE names. Nothing is printed on stdout.

      Example: epswitch export epcc && epcc get accounts
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var audit: ReasonOption

  func run() async throws {
    let context = try CommandContext(options)
    var path = ""
    var contents = Secret("")
    let credentials = try await context.service.credentials(
      for: await context.acting(acting), use: .export, reason: audit.reason,
      prompter: context.prompter
    ) {
      let cache = try $0.vendorTokenCache(
        profile: context.variables["EPCC_PROFILE"] ?? "default")
      path = try cache.absolutePath(inHome: context.variables.home)
      contents = cache.contents
    }
    try ExportFile.write(contents.reveal(), to: path, makesFolders: true)
    let account = credentials.held.account
    context.console.note(
      """
      Wrote \(path): epcc acts as \(account.displayName) (\(account.id)).
      epcc sends the token to the store it is configured for: set EPCC_API_BASE_URL to \
      \(credentials.store.endpoint).
      """)
  }
}
