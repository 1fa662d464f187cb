import CTracing
import Foundation

extension Program {
  /// The program could not be run under ptrace.
  package struct NotTraced: Error { package let code: Int32 }

  /// Whether this system lets a process trace its own children; containers may refuse it.
  package static let canBeTraced: Bool = {
    let home = Home()
    return
      (try? traceNow(
        "/bin/true", [], environment: [:], input: "", killBefore: 0, in: home, within: 60)) != nil
  }()

  /// Runs the program and kills it (SIGKILL) before one of its system calls.
  ///
  /// - Parameters:
  ///   - call: which one of the system calls that change, or tell, something outside of the process;
  ///     0 lets the program end by itself, and so does a number it does not reach.
  ///   - input: what it reads on stdin.
  /// - Returns: how it ended, and how many such calls it made.
  /// - Throws: ``NotTraced``.
  package func run(
    _ arguments: [String], input: String = "", killedBefore call: Int
  ) async throws -> (outcome: Outcome, calls: Int) {
    // The kernel knows the thread that traces, so it must stay one and the same.
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { [environment] in
        continuation.resume(
          with: Result {
            try Self.traceNow(
              "\(Self.folder)/epswitch", arguments, environment: environment, input: input,
              killBefore: call, in: Home(), within: 180)
          })
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  private static func traceNow(
    _ path: String, _ arguments: [String], environment: [String: String], input: String,
    killBefore call: Int, in home: Home, within seconds: Int
  ) throws -> (outcome: Outcome, calls: Int) {
    let name = (path as NSString).lastPathComponent
    let texts: [UnsafePointer<CChar>?] = [
      path, "\(home.path)/input", "\(home.path)/output", "\(home.path)/errors",
    ].map { (text: String) in UnsafePointer(strdup(text)) }
    let vector = ([name] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    let run = UnsafeMutablePointer<ct_run>.allocate(capacity: 1)
    defer {
      for text in vector + variables { free(text) }
      for text in texts { free(UnsafeMutablePointer(mutating: text)) }
      run.deallocate()
    }
    try Data(input.utf8).write(to: URL(fileURLWithPath: "\(home.path)/input"))
    return try vector.withUnsafeBufferPointer { vector in
      try variables.withUnsafeBufferPointer { variables in
        run.initialize(
          to: ct_run(
            program: texts[0], arguments: vector.baseAddress, environment: variables.baseAddress,
            input: texts[1], output: texts[2], errors: texts[3], kill_before: call, process: 0,
            calls: 0, status: 0))
        let address = UInt(bitPattern: run)
        let hang = DispatchWorkItem {
          guard let run = UnsafeMutablePointer<ct_run>(bitPattern: address) else { return }
          if run.pointee.process > 0 { kill(run.pointee.process, SIGKILL) }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: hang)
        let code = ct_trace(run)
        hang.cancel()
        guard code == 0 else { throw NotTraced(code: code) }
        let status = run.pointee.status
        let outcome = Outcome(
          command: "\(name) \(arguments.joined(separator: " "))",
          output: try String(contentsOfFile: "\(home.path)/output", encoding: .utf8),
          errors: try String(contentsOfFile: "\(home.path)/errors", encoding: .utf8),
          exitCode: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F)
        return (outcome, run.pointee.calls)
      }
    }
  }
}
