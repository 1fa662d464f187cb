package import AccountModel
import AccountVault

// What other processes do to the sessions meanwhile.
extension AccountService {
  /// The session that is the default at a store now, whatever this terminal was shown; `nil` when
  /// nobody is signed in.
  package func defaultSession(at selector: SessionSelector) throws(AccountError) -> Session? {
    do throws(AccountError) {
      return try session(try resolver().session(for: selector).id)
    } catch {
      guard error.kind == .notSignedIn || error.kind == .changedElsewhere else { throw error }
      return nil
    }
  }

  /// Tells, within a second, each time another process wrote to the vault. What this service writes
  /// itself is not told.
  package func changes() -> AsyncStream<Void> {
    // From now on, not from when the task gets to run.
    let first = try? vault.changeCounter()
    return AsyncStream { continuation in
      let task = Task { [vault] in
        var counter = first
        while !Task.isCancelled {
          do { try await Task.sleep(for: Self.changeInterval) } catch { break }
          let newer = try? vault.changeCounter()
          guard newer != counter else { continue }
          counter = newer
          continuation.yield()
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// How often the vault is asked whether it changed; it costs one read of shared memory.
  private static let changeInterval = Duration.milliseconds(500)
}
