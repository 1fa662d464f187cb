@testable import AccountCore
import AccountModel
import Testing

/// One terminal with the shell integration: each command is a service of its own, with the same
/// environment until the next prompt is drawn.
final class Terminal: Sendable {
  let id: String
  private let bench: TestBench
  private let variables: Locked<[String: String]>

  /// - Parameter variables: its environment besides what the shell integration sets; without one, it
  ///   names the store.
  init(_ bench: TestBench, _ id: String, variables: [String: String]? = nil) {
    self.bench = bench
    self.id = id
    var all = variables ?? bench.storeVariables
    all[AccountVariables.terminal] = id
    self.variables = Locked(all)
  }

  /// The service of one command typed here.
  func command(_ options: StoreOptions = StoreOptions()) throws -> AccountService {
    try bench.service(options, variables: variables.value)
  }

  /// Draws the prompt: the next command is told what it showed.
  @discardableResult
  func drawPrompt() throws -> ActingAccount {
    let acting = try command().currentAccount()
    set(AccountVariables.shown, acting.shown.text)
    return acting
  }

  func set(_ name: String, _ value: String?) {
    variables.change { $0[name] = value }
  }
}
