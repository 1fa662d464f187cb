import AccountModel
import ArgumentParser
import CommerceSimulator

extension SimulatorError: ExplainedError {
  var explanation: Explanation {
    switch self {
    case .cannotListen(let port, let reason):
      Explanation(
        "The embedded store cannot listen on port \(port): \(cleanText(reason)).",
        remedy: "Choose another with --port, or 0 for any that is free.")
    }
  }

  var exitCode: ExitCode { .failure }
}
