import Synchronization

/// Something did not happen within its time.
package struct TimedOut: Error, CustomStringConvertible {
  package let what: String
  package let limit: Duration
  package var description: String { "\(what) took longer than \(limit)" }
}

/// Does something within a time; what takes longer is cancelled.
///
/// Work that does not end within a few seconds of being cancelled is left behind, so that a test
/// always goes on.
///
/// - Parameter what: names the work in the error.
/// - Throws: ``TimedOut``, and what `work` throws.
package func within<Value: Sendable>(
  _ limit: Duration, _ what: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let expiry = Expiry()
  let (results, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
  let working = Task {
    do {
      continuation.yield(try await work())
      continuation.finish()
    } catch {
      continuation.finish(throwing: error)
    }
  }
  return try await withTaskCancellationHandler {
    let timer = Task {
      try await Task.sleep(for: limit)
      expiry.isOver.withLock { $0 = true }
      working.cancel()
      try await Task.sleep(for: timeToEnd)
      continuation.finish()
    }
    defer {
      timer.cancel()
      working.cancel()
    }
    var result: Result<Value?, any Error> = .success(nil)
    do {
      for try await value in results {
        result = .success(value)
        break
      }
    } catch {
      result = .failure(error)
    }
    if expiry.isOver.withLock({ $0 }) { throw TimedOut(what: what, limit: limit) }
    guard let value = try result.get() else { throw CancellationError() }
    return value
  } onCancel: {
    working.cancel()
  }
}

/// Whether the time of some work is over.
private final class Expiry: Sendable {
  let isOver = Mutex(false)
}

/// How long cancelled work may take to end.
private let timeToEnd = Duration.seconds(5)

/// Waits until a condition holds.
///
/// - Throws: ``TimedOut``.
package func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ holds: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while try await !holds() {
    guard ContinuousClock.now < end else { throw TimedOut(what: what, limit: limit) }
    try await Task.sleep(for: .milliseconds(20))
  }
}
