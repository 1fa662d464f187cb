import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch simulator`: a store for other programs' tests.
@Suite(.serialized)
struct SimulatorTests {
  /// Starts a simulator in the background, and comes on when it has said where it is.
  private static let start = """
    rm -f ~/said; epswitch simulator $OPTIONS > ~/said 2> ~/beside & simulator=$!
    until grep -qs CLIENT_ID ~/said; do kill -0 $simulator || exit 99; sleep 0.05; done
    set -a; . ~/said; set +a
    """

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `it says where it is, answers, and gives the port back at the end`(
    signal: String
  ) async throws {
    let outcome = try await Program().shell(
      """
      \(Self.start)
      cat ~/said
      printf demo-password | epswitch login --username buyer@acme.example --password-stdin || exit 98
      epswitch list | wc -l
      kill -\(signal) $simulator; wait $simulator; echo "ended $?"
      OPTIONS="--port ${EPSWITCH_ENDPOINT##*:}"
      before=$EPSWITCH_ENDPOINT
      \(Self.start)
      [ "$before" = "$EPSWITCH_ENDPOINT" ] && echo "the same port"
      kill $simulator; wait $simulator
      """)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let lines = outcome.outputLines
    #expect(lines.count == 5, "\(outcome)")
    #expect(lines[0].wholeMatch(of: #/EPSWITCH_ENDPOINT=http://127\.0\.0\.1:\d+/#) != nil)
    #expect(lines[1] == "EPSWITCH_CLIENT_ID=simulator-client")
    #expect(lines[2].trimmingCharacters(in: .whitespaces) == "12")
    #expect(lines[3] == "ended 0")
    #expect(lines[4] == "the same port")
  }

  @Test func `it has as many accounts as it is asked for`() async throws {
    let outcome = try await Program().setting(["OPTIONS": "--scenario large --accounts 321"]).shell(
      """
      \(Self.start)
      printf demo-password | epswitch login --username buyer@acme.example --password-stdin || exit 98
      epswitch list | wc -l
      kill $simulator; wait $simulator
      """)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines) == "321")
  }

  @Test func `a port that is taken is one sentence`() async throws {
    try await withBench { bench in
      let outcome = try await bench.program.run("simulator", "--port", "\(bench.server.port)")
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.isOneSentence, "\(outcome)")
    }
  }

  @Test func `it needs no home`() async throws {
    let program = Program()
    try await program.setting(["HOME": nil, "EPSWITCH_STATE_DIR": nil]).shell(
      """
      cd /; epswitch simulator > \(program.home.path)/said & simulator=$!
      until grep -q CLIENT_ID \(program.home.path)/said; do sleep 0.05; done
      kill $simulator; wait $simulator
      """
    ).succeeded()
    #expect(try program.home.names() == ["said"])
  }
}
