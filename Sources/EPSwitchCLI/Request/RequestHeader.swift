import AccountModel

/// A `Name: value` of the command line.
struct RequestHeader {
  let name: String
  let value: String

  /// - Throws: ``UsageFailure`` for what is no header, and for those that say who asks or how long
  ///   the request is: epswitch sets them itself.
  init(_ text: String) throws {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map { String($0).trimmingSpaces }
    guard sides.count == 2, Self.isName(sides[0]), Self.isValue(sides[1]) else {
      // What does not parse may hold a secret, so it is not repeated.
      throw UsageFailure("A header is not one.", remedy: "Write it as 'Name: value'.")
    }
    guard !Self.reserved.contains(sides[0].lowercased()) else {
      throw UsageFailure(
        "epswitch sets the header \(sides[0]) itself.",
        remedy: "To act as another account, use --account.")
    }
    (name, value) = (sides[0], sides[1])
  }

  private static let reserved: Set<String> = [
    "authorization", "connection", "content-length", "cookie",
    "ep-account-management-authentication-token", "expect", "host", "keep-alive",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    "x-moltin-customer-token",
  ]

  /// A `token` of RFC 9110, section 5.6.2.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar)
        }
      }
  }

  /// Visible ASCII and spaces: nothing that could end a header and begin another.
  private static func isValue(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { (" "..."~").contains($0) }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
