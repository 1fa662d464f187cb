import AccountModel
import Foundation

/// One thing that was looked at, and how it is.
struct Finding: Encodable, Equatable, Sendable {
  enum Verdict: String, Encodable, Sendable { case pass, warn, fail }

  /// What was looked at, in a word that stays the same.
  let check: Check
  let verdict: Verdict
  /// How it is, in a sentence.
  let says: String
  /// What to do about it; `nil` when nothing has to be done.
  let remedy: String?

  /// The things a doctor looks at.
  enum Check: String, Encodable, Sendable, CaseIterable {
    case settings, files, vaultKey = "vault-key", store, endpoint, clock, client
    case signIn = "sign-in", session, terminal
  }

  static func pass(_ check: Check, _ says: String) -> Finding {
    Finding(check: check, verdict: .pass, says: says, remedy: nil)
  }

  static func warn(_ check: Check, _ says: String, remedy: String) -> Finding {
    Finding(check: check, verdict: .warn, says: says, remedy: remedy)
  }

  static func fail(_ check: Check, _ says: String, remedy: String) -> Finding {
    Finding(check: check, verdict: .fail, says: says, remedy: remedy)
  }

  /// What a failure says of something that was only looked at: nothing was kept or changed by that.
  static func fail(_ check: Check, _ explanation: Explanation) -> Finding {
    Finding(
      check: check, verdict: .fail, says: explanation.happened, remedy: explanation.remedy)
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(check, forKey: .check)
    try object.encode(verdict, forKey: .verdict)
    try object.encode(says, forKey: .says)
    // `encode`, not `encodeIfPresent`: a script finds the key also when there is nothing to do.
    try object.encode(remedy, forKey: .remedy)
  }

  enum CodingKeys: String, CodingKey { case check, verdict, says, remedy }
}

extension Finding {
  /// A line for people, and a second one with what to do.
  ///
  /// - Parameter inUTF8: whether the terminal understands more than ASCII.
  func text(inUTF8: Bool) -> String {
    let name = check.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let line = "\(verdict.mark(inUTF8: inUTF8)) \(verdict.rawValue)  \(name) \(says)"
    guard let remedy else { return line }
    let indent = String(repeating: " ", count: 19)
    return "\(line)\n\(indent)\(inUTF8 ? "→" : "->") \(remedy)"
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
  let checks: [Finding]
  let passed: Int
  let warned: Int
  let failed: Int

  init(_ findings: [Finding]) {
    checks = findings
    passed = findings.count { $0.verdict == .pass }
    warned = findings.count { $0.verdict == .warn }
    failed = findings.count { $0.verdict == .fail }
  }
}
