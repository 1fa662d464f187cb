import AccountCore
import ShellBridge

/// The environment of a program that gets no token: what would give it one is left out.
struct ProgramEnvironment {
  private(set) var all: [String: String]

  init(_ variables: AccountVariables) {
    all = variables.all
    for variable in AccountVariable.allCases { all[variable.rawValue] = nil }
  }

  subscript(name: String) -> String? {
    get { all[name] }
    set { all[name] = newValue }
  }

  /// Names the proxy as the store; programs go to it directly, whatever proxy they use otherwise.
  mutating func useProxy(at address: String) {
    self[AccountVariable.endpoint.rawValue] = address
    let proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
    guard proxies.contains(where: { self[$0]?.isEmpty == false }) else { return }
    for name in ["no_proxy", "NO_PROXY"] {
      self[name] = [self[name], "127.0.0.1"].compactMap(\.self).filter { !$0.isEmpty }
        .joined(separator: ",")
    }
  }
}
