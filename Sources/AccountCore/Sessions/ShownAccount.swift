import AccountModel
import AccountVault
import Foundation

/// The account a terminal was shown last, and under which session and profile: what the next command
/// there has to act as.
///
/// The shell integration keeps it in `EPSWITCH_SHOWN`, as `epswitch prompt --shown` writes it:
/// `1:REVISION:PROFILE:SESSION:ACCOUNT`, percent-encoded where needed.
package struct ShownAccount: Hashable, Sendable {
  /// The vault's revision when it was shown; a later choice made in the same terminal wins over it.
  let revision: Int64

  /// The profile in use then; `nil` without one.
  let profile: String?

  /// See `SessionID.digest`.
  let sessionDigest: String
  let account: AccountID

  init(revision: Int64, profile: String?, sessionDigest: String, account: AccountID) {
    self.revision = revision
    self.profile = profile
    self.sessionDigest = sessionDigest
    self.account = account
  }

  /// Reads what ``text`` wrote; `nil` for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "1", let revision = Int64(parts[1]),
      let profile = parts[2].removingPercentEncoding,
      let account = parts[4].removingPercentEncoding, !account.isEmpty, Self.isDigest(parts[3]),
      revision >= 0, cleanText(account) == account, cleanText(profile) == profile
    else { return nil }
    self.revision = revision
    self.profile = profile.isEmpty ? nil : profile
    sessionDigest = String(parts[3])
    self.account = AccountID(account)
  }

  /// Whether a text has the form of a `SessionID.digest`.
  private static func isDigest(_ text: Substring) -> Bool {
    text.utf8.count == 32
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  package var text: String {
    let parts = [
      "1", String(revision), Self.encoding.encoded(profile ?? ""), sessionDigest,
      Self.encoding.encoded(account.rawValue),
    ]
    return parts.joined(separator: ":")
  }

  /// What no shell and no separator gives a meaning.
  private static let encoding = PercentEncoding(keeping: "-._")
}
