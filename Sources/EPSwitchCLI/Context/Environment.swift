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

  var endpoint: String? { self["EPSWITCH_ENDPOINT"] ?? self["EPCC_API_BASE_URL"] }
  var clientID: String? { self["EPSWITCH_CLIENT_ID"] ?? self["EPCC_CLIENT_ID"] }
  var clientSecret: String? { self["EPSWITCH_CLIENT_SECRET"] ?? self["EPCC_CLIENT_SECRET"] }
  var account: String? { self["EPSWITCH_ACCOUNT"] }
  var vaultKey: String? { self["EPSWITCH_VAULT_KEY"] }

  /// The folder of the vault, by the XDG base directory specification unless set.
  var stateDirectory: String {
    if let set = self["EPSWITCH_STATE_DIR"] { return set }
    let base = self["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? "\(home)/.local/state") + "/epswitch"
  }

  private var home: String { self["HOME"] ?? NSHomeDirectory() }
}
