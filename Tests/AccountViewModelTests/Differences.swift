import CustomDump
import Testing

/// Expects two values to be the same, and tells where they differ.
///
/// CustomDump's own expectation records its issues through a package of its own; without that one
/// in the build a difference would be printed and the test would pass.
func expectNoDifference<Value: Equatable>(
  _ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard value != expected else { return }
  Issue.record(
    "\(diff(expected, value) ?? "The values look the same.")", sourceLocation: sourceLocation)
}
