import AccountModel
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

extension AccountGrant {
  /// The variables and their values, for the environment of a program that is about to start.
  package var environment: [String: String] {
    Dictionary(
      uniqueKeysWithValues: AccountVariable.allCases.map { ($0.rawValue, value(of: $0)) })
  }

  /// Lines for a shell to evaluate, which set and export all variables.
  package func environmentLines(for shell: Shell) -> String {
    AccountVariable.allCases.map { variable in
      let value = shell.quoted(value(of: variable))
      return switch shell {
      case .bash, .zsh: "export \(variable.rawValue)=\(value)\n"
      case .fish: "set -gx \(variable.rawValue) \(value)\n"
      }
    }.joined()
  }

  /// Lines for a shell to evaluate, which take all variables away again.
  package static func unsetLines(for shell: Shell) -> String {
    AccountVariable.allCases.map { variable in
      switch shell {
      case .bash, .zsh: "unset \(variable.rawValue)\n"
      case .fish: "set -q \(variable.rawValue); and set -e \(variable.rawValue)\n"
      }
    }.joined()
  }

  func value(of variable: AccountVariable) -> String {
    let text =
      switch variable {
      case .accountID: held.account.id.rawValue
      case .accountName: held.account.name
      case .accountToken: held.token.secret.reveal()
      case .accountTokenExpires: held.token.expiry?.iso8601 ?? ""
      case .accessToken: bearer.reveal()
      case .endpoint: store.endpoint.description
      }
    // An environment ends its values with NUL, so none can hold one.
    return text.replacingScalars { $0 == "\0" ? "" : nil }
  }
}
