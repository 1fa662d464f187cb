import Foundation
import ProgramTesting
import Testing

/// What is in memory stays there.
@Suite(.serialized)
struct HardeningTests {
  /// Root may look into every process, so it gives that up first.
  private static let withoutPrivileges =
    geteuid() == 0 ? "setpriv --bounding-set=-all --inh-caps=-all " : ""

  @Test func `no program of the same user reads its environment or its memory`() async throws {
    let outcome = try await Program().shell(
      """
      exec \(Self.withoutPrivileges)bash -c '
        exec 3< <(exec epswitch simulator 2>/dev/null); program=$!
        read -r line <&3
        sleep 1000 & other=$!
        for process in $other $program; do
          for file in environ mem maps; do
            if { : </proc/$process/$file; } 2>/dev/null; then echo open; else echo closed; fi
          done
        done
        kill $other $program'
      """)
    // What is not closed to others shows that the look itself works.
    #expect(
      outcome.outputLines == ["open", "open", "open", "closed", "closed", "closed"], "\(outcome)")
  }

  @Test func `a crash leaves neither a core dump nor a report`() async throws {
    let program = Program().setting(["SWIFT_BACKTRACE": "enable=yes,color=no"])
    let outcome = try await program.shell(
      """
      mkdir ~/work && cd ~/work && ulimit -c unlimited
      exec 3< <(exec epswitch simulator 2>errors); program=$!
      read -r line <&3
      kill -ABRT $program
      wait $program; echo $?
      grep -ciE 'crash|backtrace|thread 0' errors; ls
      """)
    #expect(outcome.outputLines == ["134", "0", "errors"], "\(outcome)")
    #expect(!outcome.errors.contains("core dumped"), "\(outcome)")
  }
}
