import ArgumentParser
import Foundation

/// `epswitch doctor`: looks for what may be wrong with the set-up.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check settings, vault, network, store, session and terminal.",
    discussion: """
      Each line passes, warns or fails, and says what to do. It changes nothing, works without a \
      store too, and waits at most \(Doctor.limitInSeconds) seconds for each answer. It ends with 1 \
      when something fails, else with 0.

      Examples:
        epswitch doctor
        epswitch doctor --format json | jq '.checks[] | select(.verdict != "pass")'
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() async throws {
    let doctor = try Doctor(options, environment: Environment())
    let console = Console()
    let writesUTF8 = Environment().writesUTF8
    let findings = await doctor.examine { finding in
      if format == .text { console.result(finding.text(inUTF8: writesUTF8)) }
    }
    if format == .json { console.result(try FindingsDocument(findings).json()) }
    if findings.contains(where: { $0.verdict == .fail }) { throw ExitCode.failure }
  }
}
