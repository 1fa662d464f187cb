import AccountCore
import AccountModel
import AccountViewModel
import ArgumentParser
import Foundation
import TerminalUI

/// `epswitch doctor`: looks for what may be wrong with the set-up.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check settings, vault, network, store, session and terminal.",
    discussion: """
      Each line passes, warns or fails, and says what to do. It changes nothing but what an \
      interrupted impersonation left at the store, works without a store too, and waits at most \(Diagnostics.limitInSeconds) seconds for each answer. It ends with 1 \
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
    let console = Console()
    let variables = AccountVariables()
    let diagnostics = Diagnostics(options.configuration(variables, console))
    let writesUTF8 = variables.writesUTF8
    func report(_ finding: Finding) {
      if format == .text { console.result(finding.text(inUTF8: writesUTF8)) }
    }
    var findings = await diagnostics.run(report: report)
    let terminal = await terminalFinding(variables)
    report(terminal)
    findings.append(terminal)
    if format == .json { console.result(exactly: try FindingsDocument(findings).json()) }
    if findings.contains(where: { $0.verdict == .fail }) { throw ExitCode.failure }
  }

  /// What the terminal is able to do.
  @MainActor
  private func terminalFinding(_ variables: AccountVariables) -> Finding {
    let report: TerminalReport
    do throws(TerminalError) {
      report = try Terminal(environment: variables.all).report
    } catch {
      let recovery = error == .notATerminal ? nil : error.userMessage.recoverySuggestion
      return .warn(
        .terminal, error.userMessage.summary,
        recoverySuggestion: recovery ?? "Everything but the dashboard works without one.")
    }
    let size = "\(report.size.columns)×\(report.size.rows)"
    let colours =
      report.usesColour
      ? "\(report.colours) colours" : report.colours > 0 ? "colours refused" : "no colours"
    let summary: CleanText =
      "\(report.name), \(size), \(colours), \(report.isUTF8 ? "UTF-8" : "ASCII only")."
    if report.size.columns < 20 || report.size.rows < 5 {
      return .warn(
        .terminal, summary,
        recoverySuggestion: "The dashboard needs at least 20×5: enlarge the window.")
    }
    guard report.isUTF8 else {
      return .warn(
        .terminal, summary,
        recoverySuggestion: "Set LANG to a UTF-8 locale such as C.UTF-8, to see every name.")
    }
    return .pass(.terminal, summary)
  }
}

extension AccountVariables {
  /// Whether the locale says that text is UTF-8; the first of these variables that is set counts.
  fileprivate var writesUTF8: Bool {
    let locale = self["LC_ALL"] ?? self["LC_CTYPE"] ?? self["LANG"] ?? ""
    return ["utf-8", "utf8"].contains { locale.lowercased().hasSuffix($0) }
  }
}
