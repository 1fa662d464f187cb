import Foundation
import ProgramTesting
import Testing

/// The manual pages, read by the system's `man`.
struct ManualTests {
  @Test func `every command has a page that man can show`() async throws {
    let program = Program()
    let outcome = try await program.shell(
      """
      cd && mkdir pages && epswitch manual pages && cd pages || exit
      for page in *.1; do
        echo "$page: $(grep -c '^\\.Sh NAME' $page)"
        groff -k -mdoc -Tutf8 -ww $page 2>&1 >/dev/null
      done
      """
    ).succeeded()
    #expect(outcome.outputLines.count > 20)
    #expect(outcome.outputLines.allSatisfy { $0.hasSuffix(".1: 1") }, "\(outcome)")
    #expect(outcome.outputLines.contains("epswitch-export-curl.1: 1"))
  }

  @Test func `the same source makes the same pages on another day`() async throws {
    let program = Program()
    let outcome = try await program.shell(
      """
      cd && mkdir pages && SOURCE_DATE_EPOCH=951782400 epswitch manual pages && head -n 1 pages/epswitch.1
      """
    ).succeeded()
    #expect(outcome.outputLines == [".Dd February 29, 2000"])
  }
}
