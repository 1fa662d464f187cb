import AccountModel

extension AccountCredentials {
  /// The headers as lines, as `curl -H @-` reads them: the access token, the account token, and the
  /// headers of the profile.
  ///
  /// - Throws: ``ShellBridgeError/unsendableToken``.
  package func headerLines() throws(ShellBridgeError) -> String {
    try sendableHeaders().map { "\($0.name): \($0.value)\n" }.joined()
  }

  /// A configuration for `curl -K -`: the headers, and the address when a path is given.
  ///
  /// Redirects are refused even under `-L`, because curl would send the account token to wherever
  /// they lead. Globbing is off, because Commerce writes brackets: `page[limit]=100`.
  ///
  /// - Parameter path: path and query on the store, beginning with a slash.
  package func curlConfiguration(path: String? = nil) throws(ShellBridgeError) -> String {
    var lines = try sendableHeaders().map { "header = \(curlQuoted("\($0.name): \($0.value)"))" }
    lines += ["max-redirs = 0", "globoff"]
    if let path {
      guard path.hasPrefix("/") else { throw .notAPath(path) }
      lines.append("url = \(curlQuoted(store.endpoint.description + path))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The headers that make a request act as the account, in the order they are written.
  ///
  /// - Throws: ``ShellBridgeError/unsendableToken`` when a token holds characters that could end a
  ///   header and begin another.
  func sendableHeaders() throws(ShellBridgeError) -> [HeaderField] {
    guard let headers else { throw .unsendableToken }
    return headers
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
