import Synchronization

/// The faults of a running store: turned on and off from any task, while it answers.
///
/// Of the faults that replace an answer, the one turned on first applies first; so "429 twice,
/// then 503 once" is two calls.
package final class Faults: Sendable {
  /// A fault that is turned on.
  package struct Active: Hashable, Sendable, Identifiable {
    package let id: Int
    package let fault: Fault
    package let scope: FaultScope
    /// How many requests in scope are still answered properly before it applies.
    package fileprivate(set) var skipping: Int
    /// How many requests it will still apply to; nil means every one until it is turned off.
    package fileprivate(set) var remaining: Int?
  }

  private struct State {
    var active: [Active] = []
    var lastID = 0
  }

  private let state = Mutex(State())

  /// The faults that are on, in the order they were turned on.
  package var active: [Active] { state.withLock { $0.active } }

  /// - Parameters:
  ///   - skipping: how many requests in scope it lets pass first; 2 makes it the third that fails.
  ///   - times: how many requests it applies to, or nil for every one until it is turned off.
  /// - Returns: the ID to turn it off by.
  @discardableResult
  package func turnOn(
    _ fault: Fault, for scope: FaultScope = .everything, skipping: Int = 0, times: Int? = nil
  ) -> Int {
    state.withLock { state in
      state.lastID += 1
      state.active.append(
        Active(
          id: state.lastID, fault: fault, scope: scope, skipping: max(0, skipping),
          remaining: times.map { max(0, $0) }))
      return state.lastID
    }
  }

  package func turnOff(_ id: Int) {
    state.withLock { $0.active.removeAll { $0.id == id } }
  }

  package func turnOffAll() { state.withLock { $0.active.removeAll() } }

  /// The faults that apply to this request; it is counted on each of them.
  func apply(to request: RecordedRequest) -> [Fault] {
    state.withLock { state in
      var applied: [Fault] = []
      for index in state.active.indices {
        let fault = state.active[index].fault
        guard state.active[index].remaining != 0, state.active[index].scope.contains(request),
          request.path.hasPrefix(fault.naturalPath),
          !(fault.replacesAnswer && applied.contains(where: \.replacesAnswer))
        else { continue }
        if state.active[index].skipping > 0 {
          state.active[index].skipping -= 1
          continue
        }
        applied.append(fault)
        state.active[index].remaining = state.active[index].remaining.map { $0 - 1 }
      }
      state.active.removeAll { $0.remaining == 0 }
      return applied
    }
  }
}
