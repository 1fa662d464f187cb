import ProgramTesting
import Testing

/// What the built program tells of a vault; two of them tell what happened in between.
struct VaultState {
  /// The accounts of the roster; `nil` when nobody is signed in.
  let accounts: Set<String>?
  /// Whom one acts as.
  let selected: String?
  /// The newest events, the newest first.
  let events: [HistoryDocument.Event]
  /// Whether the account's token still opens and the store takes it as that account's.
  let acts: Bool

  /// How many events are compared.
  private static let window = 40

  /// Looks at the vault, with processes that only read it, and then sends a request as the account,
  /// which is an event itself.
  ///
  /// - Throws: ``Damage``.
  init(of program: Program) async throws {
    async let listed = program.run("list", "--format", "json")
    async let told = program.run("current", "--format", "json")
    async let recorded = program.run("history", "--format", "json", "--limit", "\(Self.window)")
    let (list, current, history) = try await (listed, told, recorded)
    guard history.exitCode == 0 else { throw Damage("\(history)") }
    events = try history.json(HistoryDocument.self).events
    guard [0, 3].contains(list.exitCode), [0, 3].contains(current.exitCode) else {
      throw Damage("\(list)\n\(current)")
    }
    guard list.exitCode == 0 else {
      (accounts, selected, acts) = (nil, nil, false)
      // Nothing of the session may be left to be used.
      let token = try await program.run("token")
      guard current.exitCode == 3, token.exitCode == 3, token.output == "" else {
        throw Damage("signed out, and yet: \(current)\n\(token)")
      }
      return
    }
    let roster = try list.json(RosterDocument.self)
    guard roster.complete else { throw Damage("the roster is not complete: \(list)") }
    accounts = Set(roster.accounts.map(\.id))
    selected = current.output.isEmpty ? nil : try current.json(AccountDocument.self).id
    guard let selected else {
      acts = false
      return
    }
    let request = try await program.run("api", "/v2/accounts/\(selected)")
    guard [0, 3].contains(request.exitCode) else { throw Damage("\(request)") }
    acts = request.exitCode == 0
  }

  /// Whether every event of an earlier moment is still there, below at most so many new ones.
  func keepsEvents(of earlier: VaultState, below new: Int) -> Bool {
    let known = earlier.events.prefix(Self.window - new)
    return (0...new).contains { events.dropFirst($0).starts(with: known) }
  }
}

/// The vault is not as it must be.
struct Damage: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
