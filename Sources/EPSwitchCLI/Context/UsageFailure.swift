import AccountModel
import ArgumentParser

/// The command line does not say enough, or says what cannot be: exit code 64.
struct UsageFailure: ExplainedError {
  let explanation: Explanation
  var exitCode: ExitCode { .usage }

  init(_ happened: String, remedy: String? = nil) {
    explanation = Explanation(happened, remedy: remedy)
  }
}
