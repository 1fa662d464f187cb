/// Something that a test waited for did not become so.
package struct NeverSo: Error, CustomStringConvertible {
  let what: String
  let place: String
  package var description: String { "\(place): never: \(what)" }
}

/// Waits until something is so, for a minute at most.
///
/// - Throws: ``NeverSo``, and what `condition` throws.
package func waitUntil(
  _ what: String, file: String = #fileID, line: Int = #line, _ condition: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try !condition() {
    guard ContinuousClock.now < deadline else {
      throw NeverSo(what: what, place: "\(file):\(line)")
    }
    // Asking without a pause would take the processor from what is waited for.
    try await Task.sleep(for: .milliseconds(5))
  }
}
