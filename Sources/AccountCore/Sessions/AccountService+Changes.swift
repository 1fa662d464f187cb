package import AccountModel
import AccountVault

// What other processes do to the sessions meanwhile.
extension AccountService {
  /// The session that a screen shows in this terminal now: that of ``currentAccount()``; `nil` when
  /// nobody is signed in.
  package func currentSession(at selector: SessionSelector) throws(AccountError) -> Session? {
    do throws(AccountError) {
      return try session(try currentSummary(at: selector).id)
    } catch {
      guard error.kind == .notSignedIn || error.kind == .changedElsewhere else { throw error }
      return nil
    }
  }

  /// Tells, within a second, each time another process wrote to the vault. What this service writes
  /// itself is not told.
  package func changes() -> AsyncStream<Void> {
    // From now on, not from when the task gets to run.
    let events = vault.fileEvents(interval: Self.changeInterval)
    let first = try? vault.changeCounter()
    return AsyncStream { continuation in
      let task = Task { [vault] in
        var counter = first
        for await _ in events {
          let newer = try? vault.changeCounter()
          if newer != counter {
            counter = newer
            continuation.yield()
          }
          // A large change is many events.
          do { try await Task.sleep(for: Self.changePause) } catch { break }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// How often the vault is asked whether it changed where its folder cannot be watched.
  private static let changeInterval = Duration.milliseconds(500)

  /// How long nothing is asked after a change.
  private static let changePause = Duration.milliseconds(100)
}
