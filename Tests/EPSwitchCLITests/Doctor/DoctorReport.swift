import ProgramTesting
import Testing

/// What `doctor --format json` says, and how it ended.
struct DoctorReport: Decodable {
  struct Check: Decodable {
    let check: String
    let verdict: String
    let says: String
    let remedy: String?
  }

  let checks: [Check]
  let passed: Int
  let warned: Int
  let failed: Int
  var exitCode: Int32 = 0

  private enum CodingKeys: CodingKey { case checks, passed, warned, failed }

  subscript(name: String) -> Check? { checks.first { $0.check == name } }

  /// These checks fail, each with something to do, and no other does.
  func expectFailure(of names: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    let failures = checks.filter { $0.verdict == "fail" }
    #expect(failures.map(\.check) == names, "\(checks)", sourceLocation: sourceLocation)
    #expect(failures.allSatisfy { $0.remedy != nil }, sourceLocation: sourceLocation)
    #expect(exitCode == 1, sourceLocation: sourceLocation)
  }
}

extension Program {
  /// What the doctor finds.
  func doctor(within limit: Duration = .seconds(60)) async throws -> DoctorReport {
    let outcome = try await run(arguments: ["doctor", "--format", "json"], within: limit)
    var report = try outcome.json(DoctorReport.self)
    report.exitCode = outcome.exitCode
    return report
  }
}
