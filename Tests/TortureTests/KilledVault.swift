import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A vault whose programs are killed, and what it must be like afterwards.
struct KilledVault {
  enum Kill {
    /// Before a system call that changes something.
    case systemCall
    /// After a time that is chosen within what the operation takes.
    case moment
  }

  private let bench: Bench
  private let seed: UInt64
  private var random: SplitMix64
  private var state: VaultState
  /// How many system calls, or microseconds, an operation takes.
  private var lengths: [Operation: Int] = [:]
  private var kills: [Operation: Int] = [:]
  private var endings = 0
  /// How many kills left the state before the operation, and how many the one after it.
  private var undone = 0, done = 0

  init(_ bench: Bench, seed: UInt64) async throws {
    self.bench = bench
    self.seed = seed
    random = SplitMix64(seed: seed)
    try await bench.signIn(as: "Acme Industrial")
    state = try await VaultState(of: bench.program)
  }

  /// Kills one operation and looks at what is left.
  ///
  /// - Throws: ``Damage``.
  mutating func endure(_ operation: Operation, _ kill: Kill) async throws {
    try await prepare(for: operation)
    let account = try #require(bench.store.member.accounts.randomElement(using: &random)).id
    let arguments = operation.arguments(for: account, in: bench.store)
    let point: String
    let outcome: Outcome
    switch kill {
    case .systemCall:
      let call = Int.random(in: 1...(lengths[operation] ?? 100), using: &random)
      let calls: Int
      (outcome, calls) = try await bench.program.run(
        arguments, input: bench.store.member.password, killedBefore: call)
      // A program that ended by itself told how many calls there are.
      lengths[operation] = max(lengths[operation] ?? 0, calls, 1)
      point = "before call \(call) of about \(lengths[operation] ?? 0)"
    case .moment:
      let length = lengths[operation] ?? 100_000
      let delay = Int.random(in: 1_000...max(length, 2_000), using: &random)
      let start = ContinuousClock.now
      let words = arguments.joined(separator: " ")
      outcome = try await bench.program.shell(
        "exec timeout --signal=KILL \(Double(delay) / 1_000_000) epswitch \(words)",
        input: bench.store.member.password)
      if outcome.exitCode != 137 {
        lengths[operation] = Int((ContinuousClock.now - start) / .microseconds(1))
      }
      point = "after \(delay) µs"
    }
    if outcome.exitCode == 137 { kills[operation, default: 0] += 1 } else { endings += 1 }
    do {
      guard [0, 137].contains(outcome.exitCode) else { throw Damage("\(outcome)") }
      try await examine(operation, account)
    } catch {
      throw Damage("seed \(seed), \(arguments.joined(separator: " ")) killed \(point): \(error)")
    }
  }

  /// Adds what was survived to the table.
  func report(_ fault: String) throws {
    let killed = kills.values.reduce(0, +)
    // Most die, or the test has measured nothing.
    #expect(killed * 2 >= killed + endings)
    // Kills on one side alone would say nothing of the moment in between.
    if killed >= 50 { #expect(undone > 0 && done > 0) }
    for operation in Operation.allCases where killed + endings >= 50 {
      #expect(kills[operation, default: 0] > 0, "\(operation.rawValue) was never killed")
    }
    try FaultReport.add(
      "\(fault) of switch, refresh, sign-in, renewal, logout", count: killed, seed: seed,
      result: "vault whole, old or new account, no event lost, signed out means no token")
  }

  private mutating func prepare(for operation: Operation) async throws {
    if operation == .firstSignIn {
      try await bench.program.run("logout", "--all").succeeded()
    } else if state.accounts == nil || !state.acts {
      try await bench.signIn(as: "Acme Industrial")
    }
    if operation == .renewal, let selected = state.selected ?? firstAccount {
      // A token with less than half a minute left is renewed when it is used; the others live.
      bench.server.setLifetime(20, ofAccount: selected)
      try await bench.program.run("refresh").succeeded()
      bench.server.setLifetime(86_400, ofAccount: selected)
    }
    let before = try await VaultState(of: bench.program)
    guard before.keepsEvents(of: state, below: 5) else {
      throw Damage("seed \(seed): events of before \(operation.rawValue) are gone")
    }
    #expect((before.accounts != nil) == operation.startsSignedIn)
    state = before
  }

  private var firstAccount: String? { bench.store.member.accounts.first?.id }

  /// Compares the vault with what it was before an operation.
  private mutating func examine(_ operation: Operation, _ account: String) async throws {
    let after = try await VaultState(of: bench.program)
    // The request that looked at `state`, the operation's event and a renewal.
    guard after.keepsEvents(of: state, below: 3) else { throw Damage("events are gone") }
    let isUndone =
      after.accounts == state.accounts && after.selected == state.selected
      && after.acts == state.acts
    if isUndone { undone += 1 } else { done += 1 }
    guard let accounts = after.accounts else {
      guard operation.mayEndSignedOut else { throw Damage("the session is gone") }
      state = after
      return
    }
    guard accounts == state.accounts ?? Set(bench.store.member.accounts.map(\.id)) else {
      throw Damage("accounts are gone: \(accounts)")
    }
    let allowed = [state.selected] + (operation.selects ? [account] : [])
    guard allowed.contains(after.selected), after.selected != nil else {
      throw Damage("acts as \(after.selected ?? "nobody") instead of \(allowed)")
    }
    // `logout --all` removes the key first, so that whatever is left cannot be opened.
    guard after.acts || operation == .logoutAll else { throw Damage("the token does not open") }
    var left = try bench.home.names().filter {
      $0.hasPrefix("state/") && !Self.files.contains($0)
    }
    // The draft of the process that was killed, which goes with the next write.
    if let draft = left.firstIndex(where: { $0.hasPrefix("state/.epswitch-draft-") }) {
      left.remove(at: draft)
    }
    if let name = left.first { throw Damage("\(name) was left behind") }
    state = after
  }

  private static let files: Set<String> = Set(
    [
      "vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm", "vault.key", "vault.lock",
      "account-list.json", "account-list.lock",
      // A draft of the key, which goes with the next change of it.
      "vault.key.new",
    ].map { "state/\($0)" })
}
