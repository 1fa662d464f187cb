import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The password prompt on a terminal that answers at once.
@Suite(.serialized)
struct PasswordPromptTests {
  /// Answers the prompt in the same moment in which it appears, and prints all that the terminal showed.
  private static let answering = """
    import os, pty, sys, signal, termios
    answer, number, command = sys.argv[1].encode(), int(sys.argv[2]), sys.argv[3:]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    shown, sent = b"", False
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
        if not sent and b"Password: " in shown:
            sent = True
            if number:
                os.kill(child, number)
            else:
                os.write(terminal, answer + b"\\n")
    _, status = os.waitpid(child, 0)
    echo = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    sys.stdout.buffer.write(shown)
    code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    print("\\nended", code, "echo", echo)
    """

  private static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// - Parameter signal: sent instead of the answer; 0 for none.
  private func answer(_ bench: Bench, signal: Int32 = 0) async throws -> Outcome {
    try Data(Self.answering.utf8).write(to: URL(fileURLWithPath: bench.home.path + "/answer.py"))
    return try await bench.program.shell(
      "/usr/bin/python3 ~/answer.py '\(bench.store.member.password)' \(signal) epswitch login "
        + "--account 'Acme Industrial' --username \(bench.store.member.username)")
  }

  @Test(.enabled(if: hasPython)) func `a fast answer is never shown, and always taken`()
    async throws
  {
    try await withBench { bench in
      for _ in 0..<20 {
        let outcome = try await answer(bench)
        #expect(outcome.output.contains("ended 0 echo True"), "\(outcome)")
        #expect(!outcome.output.contains(bench.store.member.password), "\(outcome)")
      }
    }
  }

  @Test(
    .enabled(if: hasPython),
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU])
  func `a signal ends the prompt with a terminal that shows typing`(signal: Int32) async throws {
    try await withBench { bench in
      let outcome = try await answer(bench, signal: signal)
      #expect(outcome.output.contains("ended \(128 + signal) echo True"), "\(outcome)")
    }
  }
}
