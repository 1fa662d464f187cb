import AccountModel
import ArgumentParser
import ShellBridge

/// `epswitch export cookie`: what Elastic Path's storefronts keep in the browser.
struct ExportCookie: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cookie",
    abstract: "Print the storefront's cookie: all accounts with live tokens, this one selected.",
    discussion: """
      It is the JSON value of the cookie PREFIX_ep_account_member_token of composable-frontend. \
      Storefronts keep it percent-encoded.

      Example: epswitch export cookie --only-current | jq -rj @uri | wl-copy
      """)

  @OptionGroup var export: ExportOptions

  @Flag(name: .customLong("only-current"), help: "Leave the member's other accounts out.")
  var isAlone = false

  func run() async throws {
    try await export.export { handover, console in
      let others = isAlone ? [] : try handover.otherAccounts()
      let cookie = try handover.grant.storefrontCookie(others: others)
      if cookie.utf8.count > Self.largestCookie {
        console.note(
          "The cookie has \(cookie.utf8.count) bytes, and browsers keep \(Self.largestCookie) at "
            + "most. --only-current makes it smaller.")
      }
      return cookie + "\n"
    }
  }

  /// Bytes, by RFC 6265, section 6.1.
  private static let largestCookie = 4096
}
