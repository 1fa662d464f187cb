import AccountModel
import Foundation

@testable import AccountCore
@testable import CommerceAPI
@testable import EPSwitchCLI

// What a store answers with.
extension FuzzTarget {
  private static let json = [
    "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "1e999", "9223372036854775807",
    "\"data\":", "\"meta\":", "\\u001b", "\\ud800", "\u{1B}[2J", "\u{202E}",
  ]

  /// A page of the member's accounts.
  static let tokenPage = FuzzTarget(
    name: "token-page",
    pieces: json + [
      "\"page\":{\"limit\":0}", "\"results\":{\"total\":-1}", "\"expires\":", "\"account_id\":",
      "\"token\":", "2021-03-16T19:36:11.070Z",
    ],
    large: { [Array(nested(400).utf8)] }
  ) { bytes in
    guard let body = try? JSONDecoder().decode(TokenPageBody.self, from: Data(bytes)) else {
      return
    }
    let page = body.page(offset: 100, clock: nil)
    try require(page.unusableCount >= 0, "more accounts than records")
    for minted in page.accounts {
      try require(
        !minted.account.name.acts(), "a name acts: \(minted.account.name.debugDescription)")
      try require(!minted.account.id.rawValue.acts(), "an ID acts")
      try require(minted.token.fitsHeader, "a token does not fit a header")
    }
  }

  /// The sentences of an error.
  static let errorBody = FuzzTarget(
    name: "error-body",
    pieces: json + ["\"errors\":", "\"title\":", "\"detail\":", "hunter2/\\\"x", "hunter2\\/"],
    large: { [Array(nested(400).utf8)] }
  ) { bytes in
    let secret = "hunter2/\"x"
    for reason in ErrorBody.reasons(in: Data(bytes), withoutAnyOf: [Secret(secret)]) {
      try require(!"\(reason)".acts(), "a reason acts")
      try require(!"\(reason)".contains(secret), "a reason holds the password")
    }
  }

  /// The claims of a token; the bytes are its payload.
  static let claims = FuzzTarget(
    name: "claims", pieces: json + ["\"scope\":", "\"exp\":"],
    large: { [Array(nested(400).utf8), Array("{\"a\":[\(nested(60)),\(nested(60))]}".utf8)] }
  ) { bytes in
    let token = Secret("e30.\(base64URL(bytes)).sig")
    for (name, value) in TokenClaims(token)?.entries ?? [] {
      try require(!"\(name)\(value)".acts(), "a claim acts")
    }
  }

  /// The answer of `api` on a terminal.
  static let terminalText = FuzzTarget(
    name: "terminal-text", pieces: json, large: { [Array(nested(400).utf8)] }
  ) { bytes in
    // As one answer, and in two parts that are cut anywhere.
    for parts in [
      [bytes], [Array(bytes.prefix(bytes.count / 2)), Array(bytes.dropFirst(bytes.count / 2))],
    ] {
      var text = ""
      TerminalText { text += $0 }.write(parts.map { Data($0) })
      try require(!text.acts(besides: ["\n", "\t"]), "the text acts")
      try require(text.hasSuffix("\n"), "the last line has no end")
    }
    var plain = ""
    TerminalText { plain += $0 }.write(plain: String(decoding: bytes, as: UTF8.self))
    try require(!plain.acts(besides: ["\n", "\t"]), "the plain text acts")
  }

  private static func nested(_ depth: Int) -> String {
    "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
  }
}
