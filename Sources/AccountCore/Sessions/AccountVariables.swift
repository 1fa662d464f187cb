import AccountModel
import Foundation

/// The environment variables that say where, as whom and why. Empty ones count as unset.
package struct AccountVariables: Sendable {
  /// Every variable but those that hold a secret, as a browser may inherit them.
  package let all: [String: String]
  private let secrets: [String: Secret]

  package init(_ all: [String: String]) {
    self.all = all.filter { !Self.secretNames.contains($0.key) }
    secrets = all.filter { Self.secretNames.contains($0.key) && !$0.value.isEmpty }
      .mapValues { Secret($0) }
  }

  /// The environment this process was started with.
  ///
  /// The first use takes the secrets out of the process's own environment, so that no program it
  /// starts inherits them: not a browser, a helper that keeps the vault key, or the program of
  /// `epswitch exec`. It has to come before other threads are started.
  package init() { self = Self.ofProcess }

  private static let ofProcess: AccountVariables = {
    let variables = AccountVariables(ProcessInfo.processInfo.environment)
    for name in secretNames { unsetenv(name) }
    return variables
  }()

  /// The variables that hold a secret: the client's, and the tokens that `epswitch env` sets.
  private static let secretNames: Set = [
    "EPSWITCH_CLIENT_SECRET", "EPCC_CLIENT_SECRET", "EP_ACCESS_TOKEN", "EP_ACCOUNT_TOKEN",
  ]

  package subscript(name: String) -> String? { all[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The account of this terminal.
  package static let account = "EPSWITCH_ACCOUNT"
  package static let profile = "EPSWITCH_PROFILE"
  /// Names this terminal; set by the shell integration.
  package static let terminal = "EPSWITCH_TERMINAL"
  /// What the prompt of this terminal showed, see ``ShownAccount``; set by the shell integration.
  package static let shown = "EPSWITCH_SHOWN"
  /// Why this terminal acts as an account in production.
  package static let reason = "EPSWITCH_REASON"
  package static let vaultKey = "EPSWITCH_VAULT_KEY"
  /// In how many rows a person chooses an account.
  package static let height = "EPSWITCH_HEIGHT"

  package var account: String? { self[Self.account] }
  package var profile: String? { self[Self.profile] }
  package var terminal: String? { self[Self.terminal] }
  package var shown: ShownAccount? { self[Self.shown].flatMap { ShownAccount($0) } }
  package var reason: String? { self[Self.reason] }
  package var vaultKey: String? { self[Self.vaultKey] }
  package var height: String? { self[Self.height] }

  /// The endpoint and the name of the variable that gives it.
  var endpoint: (text: String, variable: String)? {
    first(of: ["EPSWITCH_ENDPOINT", "EPCC_API_BASE_URL"])
  }

  var clientID: String? { first(of: ["EPSWITCH_CLIENT_ID", "EPCC_CLIENT_ID"])?.text }
  var clientSecret: Secret? { secrets["EPSWITCH_CLIENT_SECRET"] ?? secrets["EPCC_CLIENT_SECRET"] }

  private func first(of names: [String]) -> (text: String, variable: String)? {
    names.lazy.compactMap { name in self[name].map { ($0, name) } }.first
  }

  /// The folder of the settings file, by the XDG base directory specification unless set.
  package var configDirectory: String {
    self["EPSWITCH_CONFIG_DIR"] ?? base("XDG_CONFIG_HOME", else: ".config") + "/epswitch"
  }

  /// The folder of the vault, by the XDG base directory specification unless set.
  package var stateDirectory: String {
    self["EPSWITCH_STATE_DIR"] ?? base("XDG_STATE_HOME", else: ".local/state") + "/epswitch"
  }

  package var home: String { self["HOME"] ?? NSHomeDirectory() }

  /// A base directory; the specification has relative paths ignored.
  private func base(_ name: String, else fallback: String) -> String {
    self[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(fallback)"
  }
}
