import AccountCore
import AccountModel
import Foundation

extension Finding {
  /// A line for people, and a second one with what to do.
  ///
  /// - Parameter inUTF8: whether the terminal understands more than ASCII.
  func text(inUTF8: Bool) -> CleanText {
    let name = check.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let line = "\(verdict.mark(inUTF8: inUTF8)) \(verdict.rawValue)  \(name) \(summary)"
    guard let recoverySuggestion else { return CleanText(layout: line) }
    let indent = String(repeating: " ", count: 19)
    return CleanText(
      layout: "\(line)\n\(indent)\(inUTF8 ? "→" : "->") \(recoverySuggestion.inCommands)")
  }
}

extension Finding.Verdict {
  fileprivate func mark(inUTF8: Bool) -> String {
    switch self {
    case .pass: inUTF8 ? "✓" : "+"
    case .warn: "!"
    case .fail: inUTF8 ? "✗" : "x"
    }
  }
}

/// What `doctor --format json` prints.
struct FindingsDocument: Encodable {
  private let checks: [Check]
  private let passed: Int
  private let warned: Int
  private let failed: Int

  init(_ findings: [Finding]) {
    checks = findings.map(Check.init)
    passed = findings.count { $0.verdict == .pass }
    warned = findings.count { $0.verdict == .warn }
    failed = findings.count { $0.verdict == .fail }
  }

  private struct Check: Encodable {
    let finding: Finding

    init(_ finding: Finding) { self.finding = finding }

    enum CodingKeys: String, CodingKey { case check, verdict, says, remedy }

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      try object.encode(finding.check.rawValue, forKey: .check)
      try object.encode(finding.verdict.rawValue, forKey: .verdict)
      try object.encode(finding.summary, forKey: .says)
      // `encode`, not `encodeIfPresent`: a script finds the key also when there is nothing to do.
      try object.encode(finding.recoverySuggestion, forKey: .remedy)
    }
  }
}
