package import AccountModel

extension AccountGrant {
  /// The headers that make a request act as the account, in the order they are written.
  ///
  /// - Throws: ``ShellBridgeError/unsendableToken`` when a token holds characters that could end a
  ///   header and begin another.
  package func headers() throws(ShellBridgeError) -> [(name: String, value: String)] {
    guard bearer.fitsHeader, held.token.secret.fitsHeader else { throw .unsendableToken }
    return [
      ("Authorization", "Bearer \(bearer.reveal())"),
      (kind.headerName, held.token.secret.reveal()),
    ]
  }

  /// The headers as lines, as `curl -H @-` reads them.
  package func headerLines() throws(ShellBridgeError) -> String {
    try headers().map { "\($0.name): \($0.value)\n" }.joined()
  }
}

extension AccountGrant.Kind {
  /// What a session of this mechanism holds.
  package init(_ mechanism: Mechanism) {
    self = mechanism == .customer ? .customer : .accountManagement
  }

  package var headerName: String {
    switch self {
    case .accountManagement: "EP-Account-Management-Authentication-Token"
    case .customer: "X-Moltin-Customer-Token"
    }
  }
}
