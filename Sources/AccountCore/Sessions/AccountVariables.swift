import Foundation

/// The environment variables that say where, as whom and why. Empty ones count as unset.
package struct AccountVariables: Sendable {
  package let all: [String: String]

  package init(_ all: [String: String] = ProcessInfo.processInfo.environment) { self.all = all }

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

  package var account: String? { self[Self.account] }
  package var profile: String? { self[Self.profile] }
  package var terminal: String? { self[Self.terminal] }
  package var shown: ShownAccount? { self[Self.shown].flatMap { ShownAccount($0) } }
  package var reason: String? { self[Self.reason] }
  package var vaultKey: String? { self[Self.vaultKey] }

  /// The endpoint and the name of the variable that gives it.
  var endpoint: (text: String, variable: String)? {
    first(of: ["EPSWITCH_ENDPOINT", "EPCC_API_BASE_URL"])
  }

  var clientID: String? { first(of: ["EPSWITCH_CLIENT_ID", "EPCC_CLIENT_ID"])?.text }
  var clientSecret: String? {
    first(of: ["EPSWITCH_CLIENT_SECRET", "EPCC_CLIENT_SECRET"])?.text
  }

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
