import AccountModel
import CProcess
import Foundation

/// A program that runs beside epswitch, with its terminal, and ends it when it ends.
enum ChildProgram {
  /// Runs a program to its end. The signals that epswitch gets are the program's.
  ///
  /// - Parameter environment: all of it.
  /// - Returns: its exit code, or the signal that ended it.
  /// - Throws: ``ReplacementFailure``.
  static func run(
    _ program: String, arguments: [String], environment: [String: String]
  ) async throws -> Ending {
    let signals = await Signal.arrivals(of: passedSignals)
    let child = epswitch_spawn(
      program, CStringList(arguments).pointers,
      CStringList(environment.map { "\($0)=\($1)" }).pointers)
    guard child > 0 else { throw ReplacementFailure(program: program, code: -child) }
    let passing = Task {
      for await signal in signals where !isSentByTerminal(signal) { kill(child, signal) }
    }
    defer { passing.cancel() }
    return await withCheckedContinuation { continuation in
      // It blocks until the program ends, so it has a thread of its own.
      Thread.detachNewThread {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        continuation.resume(returning: Ending(status))
      }
    }
  }

  /// How a program ended.
  enum Ending: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)

    /// - Parameter status: as `waitpid` gives it.
    init(_ status: Int32) {
      let signal = status & 0x7F
      self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
    }

    /// Ends this process as the program ended; returns for an exit code that has to be passed.
    var exitCode: Int32 {
      switch self {
      case .exited(let code): return code
      case .signaled(let number):
        // A shell tells its user by which signal a program ended.
        signal(number, SIG_DFL)
        kill(getpid(), number)
        return 128 + number
      }
    }
  }

  private static let passedSignals = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]

  /// Whether the terminal has sent a signal to the program too: it goes to the whole job.
  private static func isSentByTerminal(_ signal: Int32) -> Bool {
    guard signal == SIGINT || signal == SIGQUIT else { return false }
    let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY)
    guard terminal >= 0 else { return false }
    defer { close(terminal) }
    return tcgetpgrp(terminal) == getpgrp()
  }
}
