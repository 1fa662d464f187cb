@preconcurrency import Dispatch
import Foundation

/// Waiting for signals.
enum Signal {
  /// The signals as they arrive; once this returns, they no longer end the process by themselves.
  static func arrivals(of numbers: [Int32]) async -> AsyncStream<Void> {
    let (arrivals, continuation) = AsyncStream.makeStream(of: Void.self)
    let sources = numbers.map { DispatchSource.makeSignalSource(signal: $0) }
    for source in sources {
      source.setEventHandler { continuation.yield() }
      // Dispatch takes the place of what the signal did before; until then it does just that.
      await withCheckedContinuation { isRegistered in
        source.setRegistrationHandler { isRegistered.resume() }
        source.activate()
      }
    }
    continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
    return arrivals
  }
}
