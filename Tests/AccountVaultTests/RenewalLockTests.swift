import AccountModel
import Foundation
import Synchronization
import Testing

@testable import AccountVault

@Suite struct RenewalLockTests {
  let folder = TemporaryFolder()

  private struct Failed: Error {}

  /// Fails when somebody else is in here too.
  private static func alone(marker: String) async throws {
    let file = open(marker, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failed() }
    close(file)
    for _ in 0..<10 { await Task.yield() }
    unlink(marker)
  }

  /// A vault that others may use at once: each call gives a connection of its own, except in memory.
  @Test(arguments: [false, true])
  func `fifty tasks renew one at a time`(isInMemory: Bool) async throws {
    try folder.vault().signIn([.sample("a")])
    let memory = Vault.inMemory()
    let marker = folder.file("marker")
    let count = Mutex(0)
    try await withThrowingTaskGroup(of: Void.self) { [folder] group in
      for _ in 0..<50 {
        group.addTask {
          let vault = isInMemory ? memory : folder.vault()
          try await vault.withRenewalLock(for: buyerSession, waitingAtMost: .seconds(60)) {
            try await Self.alone(marker: marker)
          }
        }
      }
      for try await _ in group { count.withLock { $0 += 1 } }
    }
    #expect(count.withLock(\.self) == 50)
  }

  @Test func `several processes renew one at a time`() async throws {
    try folder.vault().signIn([.sample("a")])
    let state = folder.state
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          await #expect(processExitsWith: .success) { [state = state as String] in
            let vault = Vault(directory: state, keySource: .file)
            for _ in 0..<10 {
              try await vault.withRenewalLock(for: buyerSession, waitingAtMost: .seconds(60)) {
                try await Self.alone(marker: "\(state)/marker")
              }
            }
          }
        }
      }
    }
  }

  @Test func `a process that is killed gives the lock back`() async throws {
    try folder.vault().signIn([.sample("a")])
    let state = folder.state
    await #expect(processExitsWith: .signal(SIGKILL)) { [state = state as String] in
      let vault = Vault(directory: state, keySource: .file)
      await #expect(throws: Never.self) {
        try await vault.withRenewalLock(for: buyerSession, waitingAtMost: .seconds(10)) {
          _ = kill(getpid(), SIGKILL)
        }
      }
    }
    let isDone = try await folder.vault().withRenewalLock(
      for: buyerSession, waitingAtMost: .zero
    ) { true }
    #expect(isDone)
  }

  @Test func `work that fails gives the lock back, and its error`() async throws {
    try folder.vault().signIn([.sample("a")])
    let vault = folder.vault()
    await #expect(throws: RenewalLockError<VaultError>.work(.keyLost)) {
      try await vault.withRenewalLock(for: buyerSession, waitingAtMost: .zero) {
        () async throws(VaultError) in throw .keyLost
      }
    }
    try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .zero) {}
  }

  @Test func `a wait has a bound, and another session has a lock of its own`() async throws {
    try folder.vault().signIn([.sample("a")])
    let folder = folder
    try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .zero) {
      () async throws in
      await #expect(throws: RenewalLockError<Never>.vault(.busy(seconds: 1))) {
        try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .seconds(1)) {}
      }
      try await folder.vault().withRenewalLock(for: otherSession, waitingAtMost: .zero) {}
    }
  }

  @Test func `who is cancelled stops waiting`() async throws {
    try folder.vault().signIn([.sample("a")])
    let folder = folder
    try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .zero) {
      () async throws in
      let waiting = Task {
        try await folder.vault().withRenewalLock(
          for: buyerSession, waitingAtMost: .seconds(60)
        ) {}
      }
      waiting.cancel()
      await #expect(throws: RenewalLockError<Never>.cancelled) { try await waiting.value }
    }
  }

  @Test func `without a vault there is no session to renew`() async throws {
    await #expect(throws: RenewalLockError<Never>.vault(.noSession(buyerSession))) {
      try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .zero) {}
    }
    #expect(folder.files.isEmpty)
  }
}
