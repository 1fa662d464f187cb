@preconcurrency import Dispatch
import Foundation

/// Lines typed on the terminal, without holding a thread while nobody types.
struct TerminalLines: AsyncSequence {
  typealias Element = String

  func makeAsyncIterator() -> AsyncStream<String>.Iterator {
    let lines = AsyncStream<String> { continuation in
      let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
      source.setEventHandler {
        // The terminal gives whole lines.
        if let line = readLine() { continuation.yield(line) } else { continuation.finish() }
      }
      continuation.onTermination = { _ in source.cancel() }
      source.resume()
    }
    return lines.makeAsyncIterator()
  }
}
