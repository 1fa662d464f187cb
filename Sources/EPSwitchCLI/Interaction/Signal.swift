@preconcurrency import Dispatch
import Foundation

/// Waiting for signals.
enum Signal {
  /// The signals as they arrive; once this returns, they no longer end the process by themselves.
  static func arrivals(of numbers: [Int32]) async -> AsyncStream<Int32> {
    let (arrivals, continuation) = AsyncStream.makeStream(of: Int32.self)
    let sources = numbers.map { DispatchSource.makeSignalSource(signal: $0) }
    for (number, source) in zip(numbers, sources) {
      source.setEventHandler { continuation.yield(number) }
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
