@preconcurrency import Dispatch
import Foundation

/// Waiting for signals.
enum Signal {
  /// Comes back when one of the signals arrives; they no longer end the process by themselves.
  static func first(of numbers: [Int32]) async {
    let arrivals = AsyncStream<Void> { continuation in
      let sources = numbers.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { continuation.yield() }
        source.resume()
        return source
      }
      continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
    }
    for await _ in arrivals { return }
  }
}
