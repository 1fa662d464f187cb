/// Something did not come about within its time.
package struct TimedOut: Error, CustomStringConvertible {
  package let what: String
  package let limit: Duration
  package var description: String { "\(what) took longer than \(limit)" }
}

/// Does something within a time; what takes longer is cancelled.
///
/// - Throws: ``TimedOut``, and what `work` throws.
func within<Value: Sendable>(
  _ limit: Duration, _ what: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let value = try await group.next().flatMap({ $0 }) else {
      throw TimedOut(what: what, limit: limit)
    }
    return value
  }
}

/// Waits until something is so.
///
/// - Throws: ``TimedOut``.
package func eventually(
  _ what: String, within limit: Duration = .seconds(30), _ isSo: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while try await !isSo() {
    guard ContinuousClock.now < end else { throw TimedOut(what: what, limit: limit) }
    try await Task.sleep(for: .milliseconds(20))
  }
}
