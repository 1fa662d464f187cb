import AccountModel
import AccountViewModel
import TerminalUI

extension Doctor {
  /// What the terminal is able to.
  @MainActor
  func terminalFindings() -> [Finding] {
    do throws(TerminalError) {
      return [finding(try Terminal(environment: environment.all).report)]
    } catch {
      let remedy = error == .notATerminal ? nil : error.explanation.remedy
      return [
        .warn(
          .terminal, error.explanation.happened,
          remedy: remedy ?? "Everything but the dashboard works without one.")
      ]
    }
  }

  private func finding(_ report: TerminalReport) -> Finding {
    let size = "\(report.size.columns)×\(report.size.rows)"
    let colours =
      report.usesColour
      ? "\(report.colours) colours" : report.colours > 0 ? "colours refused" : "no colours"
    let says = "\(report.name), \(size), \(colours), \(report.isUTF8 ? "UTF-8" : "ASCII only")."
    if report.size.columns < 20 || report.size.rows < 5 {
      return .warn(
        .terminal, says, remedy: "The dashboard needs 20×5 at least: enlarge the window.")
    }
    guard report.isUTF8 else {
      return .warn(
        .terminal, says, remedy: "Set LANG to a UTF-8 locale such as C.UTF-8, to see every name.")
    }
    return .pass(.terminal, says)
  }
}
