package import AccountModel
import Foundation

/// The variables in which programs find the account.
package enum AccountVariable: String, Sendable, CaseIterable {
  case accountID = "EP_ACCOUNT_ID"
  case accountName = "EP_ACCOUNT_NAME"
  case accountToken = "EP_ACCOUNT_TOKEN"
  /// ISO-8601 in UTC; empty when the store did not say.
  case accountTokenExpires = "EP_ACCOUNT_TOKEN_EXPIRES"
  case accessToken = "EP_ACCESS_TOKEN"
  case endpoint = "EP_ENDPOINT"
}

extension AccountCredentials {
  /// The variables and their values, for the environment of a program that is about to start.
  package var environment: [String: String] {
    Dictionary(
      uniqueKeysWithValues: AccountVariable.allCases.map { ($0.rawValue, value(of: $0)) })
  }

  /// Lines for a shell to evaluate, which set and export all variables.
  package func environmentLines(for shell: Shell) -> String {
    shell.lines(setting: AccountVariable.allCases.map { ($0.rawValue, value(of: $0)) })
  }

  /// Lines for a shell to evaluate, which unset all variables again.
  package static func unsetLines(for shell: Shell) -> String {
    shell.lines(setting: AccountVariable.allCases.map { ($0.rawValue, nil) })
  }

  /// `NAME=value` lines for a POSIX shell (`set -a; . file`).
  ///
  /// A value of harmless characters is written bare, so `docker run --env-file`, which knows no quotes,
  /// reads IDs, tokens and the endpoint too. Other values are in single quotes, which
  /// `docker compose` and dotenv libraries read alike as long as they hold no single quote.
  package var dotenv: String {
    AccountVariable.allCases.map { variable in
      let value = value(of: variable)
      let isBare = value.utf8.allSatisfy(isHarmless)
      return "\(variable.rawValue)=\(isBare ? value : Shell.bash.quoted(value))\n"
    }.joined()
  }

  private func value(of variable: AccountVariable) -> String {
    let text =
      switch variable {
      case .accountID: held.account.id.rawValue
      case .accountName: held.account.name
      case .accountToken: held.token.secret.reveal()
      case .accountTokenExpires: held.token.expiry?.iso8601 ?? ""
      case .accessToken: accessToken.reveal()
      case .endpoint: store.endpoint.description
      }
    // An environment ends its values with NUL, so none can hold one.
    return text.replacingScalars { $0 == "\0" ? "" : nil }
  }
}

/// Characters to which no shell and no dotenv reader gives a meaning.
private func isHarmless(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-_./:+=@,".utf8.contains(byte)
  }
}
