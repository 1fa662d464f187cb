import AccountModel
import Foundation

extension AccountGrant {
  /// `NAME=value` lines for a POSIX shell (`set -a; . file`).
  ///
  /// A value of harmless characters stands bare, so `docker run --env-file`, which knows no quotes,
  /// reads IDs, tokens and the endpoint too. Other values stand in single quotes, which
  /// `docker compose` and dotenv libraries read alike as long as they hold no single quote.
  package var dotenv: String {
    AccountVariable.allCases.map { variable in
      let value = value(of: variable)
      let isBare = value.utf8.allSatisfy(isHarmless)
      return "\(variable.rawValue)=\(isBare ? value : Shell.bash.quoted(value))\n"
    }.joined()
  }

  /// A configuration for `curl -K -`: the headers, and the address when a path is given.
  ///
  /// Redirects are refused even under `-L`, because curl would carry the account token to wherever
  /// they lead. Globbing is off, because Commerce writes brackets: `page[limit]=100`.
  ///
  /// - Parameter path: path and query on the store, beginning with a slash.
  package func curlConfiguration(path: String? = nil) throws(ShellBridgeError) -> String {
    var lines = try headers().map { "header = \(curlQuoted("\($0.name): \($0.value)"))" }
    lines += ["max-redirs = 0", "globoff"]
    if let path {
      guard path.hasPrefix("/") else { throw .notAPath(path) }
      lines.append("url = \(curlQuoted(store.endpoint.description + path))")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// Characters that no shell and no dotenv reader gives a meaning.
private func isHarmless(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-_./:+=@,".utf8.contains(byte)
  }
}

/// A string of curl's configuration file, see `man curl`, `--config`.
private func curlQuoted(_ text: String) -> String {
  let escaped = text.replacingScalars { scalar in
    switch scalar {
    case "\\": #"\\"#
    case "\"": #"\""#
    case "\n": #"\n"#
    case "\r": #"\r"#
    case "\t": #"\t"#
    default: nil
    }
  }
  return "\"\(escaped)\""
}
