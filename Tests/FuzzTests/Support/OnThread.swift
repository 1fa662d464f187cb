import Foundation

/// Does something that blocks, or computes for long, on a thread of its own: there are as few threads for
/// tests as processors, and the servers of the tests need them too.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
  }
}
