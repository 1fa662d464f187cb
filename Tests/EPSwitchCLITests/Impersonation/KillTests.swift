import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch impersonate`, killed at every step.
@Suite(.serialized)
struct KillTests {
  /// A desk's profile at a store.
  private func withDesk(_ body: (Bench) async throws -> Void) async throws {
    var store = SimulatedStore(scenario: .desk)
    store.allowsOneInfoPerProfile = false
    try await withBench(store) { bench in
      let program = try bench.program(
        withProfile: "desk",
        """
        grant = "client-credentials"
        impersonation-profile = "Impersonation"
        """
      ).setting(["EPSWITCH_CLIENT_SECRET": bench.store.clientSecret])
      try await body(bench.with(program))
    }
  }

  private static let arguments = [
    "impersonate", "buyer@acme.example", "--reason", "ticket 1", "--account", "Acme Industrial",
  ]

  /// Kills one run when the store has so many of its requests.
  ///
  /// - Parameter fault: keeps the request before or after the store does what it asks for.
  /// - Returns: false when the run had fewer requests and ended by itself.
  private func kill(_ bench: Bench, at request: Int, _ fault: Fault) async throws -> Bool {
    let held = bench.server.faults.turnOn(fault, skipping: request, times: 1)
    let pidFile = "\(bench.home.path)/pid"
    let command = Self.arguments.map { "'\($0)'" }.joined(separator: " ")
    let run = Task {
      try await bench.program.shell("echo $$ > '\(pidFile)'; exec epswitch \(command)")
    }
    let hasEnded = Ended()
    Task {
      _ = try? await run.value
      hasEnded.set()
    }
    try await eventually("request \(request) is held, or the run ends") {
      bench.server.heldRequests == 1 || hasEnded.isSet
    }
    guard bench.server.heldRequests == 1 else {
      bench.server.faults.turnOff(held)
      try await run.value.succeeded()
      return false
    }
    let pid = try #require(
      Int32(
        String(contentsOfFile: pidFile, encoding: .utf8).trimmingCharacters(in: .newlines)))
    #expect(Foundation.kill(pid, SIGKILL) == 0)
    #expect(try await run.value.exitCode == 128 + SIGKILL)
    bench.server.releaseHeldRequests()
    // What the store was asked for, it does, whoever waits for the answer.
    try await eventually("the request is done") { bench.server.inFlight == 0 }
    return true
  }

  @Test func `killed at every step, a hundred times, the next run leaves nothing`() async throws {
    try await withDesk { bench in
      var kills = 0
      var steps: Set<Int> = []
      var request = 0
      while kills < 100 {
        for fault in [Fault.held, .heldAnswer] {
          guard try await kill(bench, at: request, fault) else {
            request = -1
            break
          }
          kills += 1
          steps.insert(request)
          // The next run is the one that is killed after it, except each fifth time.
          guard kills % 5 == 0 else { continue }
          try await bench.program.run(arguments: Self.arguments).succeeded()
          expectNothingLeft(bench)
        }
        request += 1
      }
      #expect(steps.count > 8, "\(steps.sorted())")
      try await bench.program.run(arguments: Self.arguments).succeeded()
      expectNothingLeft(bench)
    }
  }

  private func expectNothingLeft(
    _ bench: Bench, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let left = bench.server.members.flatMap(\.credentials).filter {
      $0.username.hasPrefix("epswitch-")
    }
    #expect(left.isEmpty, sourceLocation: sourceLocation)
    #expect(
      bench.server.members.map(\.credentials.count) == bench.store.members.map(\.credentials.count),
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal ends it after the user name is deleted`(_ signal: Int32) async throws {
    try await withDesk { bench in
      bench.server.faults.turnOn(.held, for: .mechanism("password"), times: 1)
      let pidFile = "\(bench.home.path)/pid"
      let run = Task {
        try await bench.program.shell(
          "echo $$ > '\(pidFile)'; exec epswitch impersonate buyer@acme.example --reason t")
      }
      try await eventually("the sign-in arrives") { bench.server.heldRequests == 1 }
      #expect(bench.server.members[0].credentials.count == 3)
      let pid = try #require(
        Int32(
          String(contentsOfFile: pidFile, encoding: .utf8).trimmingCharacters(in: .newlines)))
      #expect(Foundation.kill(pid, signal) == 0)
      let outcome = try await run.value
      #expect(outcome.exitCode == 130, "\(outcome)")
      expectNothingLeft(bench)
      bench.server.releaseHeldRequests()
    }
  }

  @Test(arguments: [["doctor"], ["logout"], ["logout", "--all"]])
  func `what a killed run left is deleted by`(_ command: [String]) async throws {
    try await withDesk { bench in
      try await bench.program.run(arguments: Self.arguments).succeeded()
      var request = 0
      while bench.server.members[0].credentials.count == 2 {
        #expect(try await kill(bench, at: request, .heldAnswer))
        request += 1
      }
      try await bench.program.run(arguments: command).succeeded()
      expectNothingLeft(bench)
    }
  }
}

/// Whether something has ended.
private final class Ended: @unchecked Sendable {
  private let lock = NSLock()
  private var ended = false
  var isSet: Bool { lock.withLock { ended } }
  func set() { lock.withLock { ended = true } }
}
