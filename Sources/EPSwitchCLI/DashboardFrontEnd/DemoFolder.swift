import AccountCore
import AccountModel
import Foundation

/// Where a demo keeps its vault and its settings while it runs, so that a second terminal can join
/// it: a folder that only this user can enter, apart from the user's own files.
///
/// Each demo has one, named by its process; folders of demos that were killed go with the next one.
struct DemoFolder: Sendable {
  let path: String

  var state: String { "\(path)/state" }
  var config: String { "\(path)/config" }

  /// Makes the folder of this process.
  ///
  /// - Throws: ``AccountCore/AccountError`` when it cannot be made, or is somebody else's.
  init(_ variables: AccountVariables) throws(AccountError) {
    let parent = Self.parent(variables)
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST, Self.isOurs(parent) else {
      throw Self.failure(parent)
    }
    for name in ProcessFolder.names(in: parent) where !ProcessFolder.isRunning(name) {
      try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
    }
    path = "\(parent)/\(getpid())"
    for folder in [path, "\(path)/state", "\(path)/config"] {
      guard mkdir(folder, 0o700) == 0 else { throw Self.failure(folder) }
    }
  }

  private init(path: String) { self.path = path }

  /// The folder of the demo that was started last and still runs.
  ///
  /// - Throws: ``AccountCore/AccountError`` when none runs.
  static func running(_ variables: AccountVariables) throws(AccountError) -> DemoFolder {
    let parent = parent(variables)
    let folders =
      isOurs(parent) ? ProcessFolder.names(in: parent).filter(ProcessFolder.isRunning) : []
    let newest = folders.max { started("\(parent)/\($0)") < started("\(parent)/\($1)") }
    guard let newest else {
      throw AccountError(
        .failure, "No demo is running.",
        recoverySuggestion: "Run `epswitch demo` in another terminal first.")
    }
    return DemoFolder(path: "\(parent)/\(newest)")
  }

  /// Refuses what a terminal would do in the folder of a demo that has ended: the next demo removes it.
  ///
  /// - Parameter state: the folder of the vault.
  /// - Throws: ``AccountCore/AccountError``.
  static func requireRunning(_ state: String, _ variables: AccountVariables) throws(AccountError) {
    let parent = parent(variables) + "/"
    guard state.hasPrefix(parent), state.hasSuffix("/state"),
      !ProcessFolder.isRunning(String(state.dropFirst(parent.count).dropLast("/state".count)))
    else { return }
    throw AccountError(
      .usage, "This terminal is in a demo that has ended.", unchanged: "Nothing was changed.",
      recoverySuggestion: #"Leave it with: eval "$(epswitch demo --leave)""#)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// What a second terminal needs to be in the demo's store; `nil` for a variable to unset.
  var environment: [(name: String, value: String?)] {
    Self.names.map { name in
      switch name {
      case "EPSWITCH_STATE_DIR": (name, state)
      case "EPSWITCH_CONFIG_DIR": (name, config)
      case AccountVariables.vaultKey: (name, "file")
      default: (name, nil)
      }
    }
  }

  /// What a terminal needs to be out of the demo again: nothing of the demo.
  static let emptyEnvironment: [(name: String, value: String?)] = names.map { ($0, nil) }

  private static let names = [
    "EPSWITCH_STATE_DIR", "EPSWITCH_CONFIG_DIR", AccountVariables.vaultKey,
    AccountVariables.profile,
    AccountVariables.account, "EPSWITCH_ENDPOINT", "EPSWITCH_CLIENT_ID",
  ]

  private static func parent(_ variables: AccountVariables) -> String {
    let base = variables["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return base.map { "\($0)/epswitch-demo" } ?? "/tmp/epswitch-demo-\(getuid())"
  }

  /// Whether this is a folder, not a link, that nobody else can change.
  private static func isOurs(_ path: String) -> Bool {
    let permissions = ProcessFolder.attributes(path)[.posixPermissions] as? NSNumber
    return ProcessFolder.isOwn(path) && permissions.map { $0.intValue & 0o077 } == 0
  }

  private static func started(_ path: String) -> Int {
    (ProcessFolder.attributes(path)[.modificationDate] as? Date).map {
      Int($0.timeIntervalSince1970)
    } ?? 0
  }

  private static func failure(_ path: String) -> AccountError {
    AccountError(
      .failure, "The demo cannot keep its store in \(path).",
      recoverySuggestion: "Remove that folder, or set XDG_RUNTIME_DIR to one of yours.")
  }
}
