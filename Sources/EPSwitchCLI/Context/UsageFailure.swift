import AccountModel

/// The command line does not say enough, or says what cannot be: exit code 64.
struct UsageFailure: Error {
  let explanation: Explanation

  init(_ happened: String, remedy: String? = nil) {
    explanation = Explanation(happened, remedy: remedy)
  }
}
