import Synchronization

/// The requests that arrived, the newest last, and how many were in flight at once.
final class RequestLog: Sendable {
  /// Older requests are forgotten, so that a simulator can run for days.
  static let capacity = 10_000

  private struct State {
    var requests: [RecordedRequest] = []
    var total = 0
    var inFlight = 0
    var peakInFlight = 0
  }

  private let state = Mutex(State())

  var requests: [RecordedRequest] { state.withLock { $0.requests } }

  /// How many arrived, the forgotten ones included.
  var total: Int { state.withLock { $0.total } }

  var peakInFlight: Int { state.withLock { $0.peakInFlight } }

  func begin(_ request: RecordedRequest) {
    state.withLock { state in
      // Dropping half at once keeps the cost of a request constant.
      if state.requests.count == Self.capacity {
        state.requests.removeFirst(Self.capacity / 2)
      }
      state.requests.append(request)
      state.total += 1
      state.inFlight += 1
      state.peakInFlight = max(state.peakInFlight, state.inFlight)
    }
  }

  func end() { state.withLock { $0.inFlight -= 1 } }

  /// Forgets all requests; those in flight stay counted.
  func clear() {
    state.withLock { state in
      state.requests = []
      state.total = 0
      state.peakInFlight = state.inFlight
    }
  }
}
