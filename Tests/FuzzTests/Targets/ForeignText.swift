import AccountModel
import Foundation
import ShellBridge

@testable import AccountCore

extension FuzzTarget {
  private static let escapes = [
    "\u{1B}[", "\u{1B}]0;", "\u{1B}\\", "\u{9B}", "\u{9D}", "\u{07}", "\u{202E}", "\u{2066}",
    "\u{200D}", "\u{FEFF}", "\u{0301}", "\r\n", "\u{2028}", "\u{E0041}", "é", "界", "👩‍👩‍👧",
  ]

  /// Foreign text on its way to a screen.
  static let cleanText = FuzzTarget(
    name: "clean-text", pieces: escapes,
    large: { [Array(String(repeating: "\u{0301}\u{1B}[", count: 20_000).utf8)] }
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let clean = AccountModel.cleanText(text)
    try require(!clean.acts(), "something acts: \(clean.debugDescription)")
    try require(clean.count <= 200, "\(clean.count) characters")
    try require(
      AccountModel.cleanText(clean) == clean, "cleaning \(clean.debugDescription) changes it")
  }

  /// `EPSWITCH_SHOWN`.
  static let shownAccount = FuzzTarget(
    name: "shown-account", pieces: escapes + [":", "1:", "%1B", "%00", "-", "9223372036854775808"]
  ) { bytes in
    guard let shown = ShownAccount(String(decoding: bytes, as: UTF8.self)) else { return }
    try require(
      shown.text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "\(shown.text.debugDescription)")
    try require(ShownAccount(shown.text) == shown, "\(shown.text) is read as something else")
  }

  /// A word of a shell.
  static let shellQuoting = FuzzTarget(
    name: "shell-quoting", pieces: escapes + ["'", "\\", "'\\''", "$(", "`", "\"", "!", "\n"]
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for shell in Shell.allCases {
      try require(shell.reads(shell.quoted(text)) == text, "\(shell) reads something else")
    }
  }

  /// The address that a browser comes back to.
  static let callbackAddress = FuzzTarget(
    name: "callback-address",
    pieces: escapes + [
      "state=", "AAAAAAAAAAAAAAAAAAAAAA", "code=", "&", "?", "#", "%", "%00", "/callback", "error=",
      "error_description=", "http://localhost:8080", "@", ":99999999",
    ]
  ) { bytes in
    let request = try AuthorizationRequest(
      endpoint: "https://idp.example/authorize", clientID: "client", redirectURI: .standard,
      random: { Array(repeating: 0, count: $0) })
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(AuthorizationError) {
      _ = try request.credential(from: text)
    } catch {
      guard case .refused(let words) = error else { return }
      try require(!"\(words)".acts(), "a refusal acts")
    }
    try require(text.contains(request.state), "a code was taken without its state")
  }
}

extension Shell {
  /// What the shell makes of one word; `nil` when it is not one word of quotes and escapes.
  ///
  /// POSIX shells (XCU 2.2) have no escape within single quotes; fish has `\'` and `\\` there.
  fileprivate func reads(_ word: String) -> String? {
    var text = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = word.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "'": isQuoted.toggle()
      case "\\" where isQuoted && self == .fish:
        guard let next = scalars.next() else { return nil }
        if next != "'", next != "\\" { text.append(scalar) }
        text.append(next)
      case "\\" where !isQuoted:
        guard let next = scalars.next() else { return nil }
        text.append(next)
      case _ where !isQuoted: return nil
      default: text.append(scalar)
      }
    }
    return isQuoted ? nil : String(text)
  }
}
