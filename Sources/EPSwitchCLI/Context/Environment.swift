import Foundation

/// The environment variables epswitch understands. Empty ones count as unset.
struct Environment: Sendable {
  private let variables: [String: String]

  init(_ variables: [String: String] = ProcessInfo.processInfo.environment) {
    self.variables = variables
  }

  var all: [String: String] { variables }

  subscript(name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  var profile: String? { self["EPSWITCH_PROFILE"] }
  var endpoint: String? { self["EPSWITCH_ENDPOINT"] ?? self["EPCC_API_BASE_URL"] }
  var clientID: String? { self["EPSWITCH_CLIENT_ID"] ?? self["EPCC_CLIENT_ID"] }
  var clientSecret: String? { self["EPSWITCH_CLIENT_SECRET"] ?? self["EPCC_CLIENT_SECRET"] }
  var account: String? { self["EPSWITCH_ACCOUNT"] }
  var vaultKey: String? { self["EPSWITCH_VAULT_KEY"] }

  /// The folder of the settings file, by the XDG base directory specification unless set.
  var configDirectory: String {
    self["EPSWITCH_CONFIG_DIR"] ?? base("XDG_CONFIG_HOME", else: ".config") + "/epswitch"
  }

  /// The folder of the vault, by the XDG base directory specification unless set.
  var stateDirectory: String {
    self["EPSWITCH_STATE_DIR"] ?? base("XDG_STATE_HOME", else: ".local/state") + "/epswitch"
  }

  var home: String { self["HOME"] ?? NSHomeDirectory() }

  /// A base directory; the specification has relative paths ignored.
  private func base(_ name: String, else fallback: String) -> String {
    self[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(fallback)"
  }
}
