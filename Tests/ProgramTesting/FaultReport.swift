import Foundation

/// The rows of the table of faults in `docs/testing.md`: `script/torture` and `script/fuzz` collect
/// them from the tests, one file for a row.
package enum FaultReport {
  /// Adds a row, when a report is being written.
  ///
  /// - Parameters:
  ///   - fault: what was done to the program.
  ///   - count: how many times.
  ///   - result: what was found each time.
  package static func add(_ fault: String, count: Int, seed: UInt64?, result: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["EPSWITCH_FAULT_REPORT"] else { return }
    let grouped = String(
      String(count).reversed().enumerated()
        .flatMap { index, digit in index > 0 && index % 3 == 0 ? [",", digit] : [digit] }
        .reversed())
    let row = "| \(fault) | \(grouped) | \(seed.map { "\($0)" } ?? "–") | \(result) |\n"
    let name = fault.filter { $0.isLetter || $0.isNumber }
    try Data(row.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  /// The seed of everything that is chosen at random; `EPSWITCH_SEED` names another one.
  package static let seed =
    ProcessInfo.processInfo.environment["EPSWITCH_SEED"].flatMap(UInt64.init) ?? 2_021

  /// How often something is tried.
  ///
  /// - Parameters:
  ///   - variable: the variable of the environment that says it.
  ///   - usual: how often when the variable is not set.
  package static func count(_ variable: String, usual: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
  }
}
