import AccountModel
import ArgumentParser

/// The store answered a request of the person with an error; its words are in the body.
struct AnswerFailure: ExplainedError {
  let status: Int
  let store: Store

  /// What of the design's exit codes the status stands for.
  var exitCode: ExitCode {
    switch status {
    case 401, 403: .signInNeeded
    case 300..<400, 429, 500...: .network
    default: .failure
    }
  }

  var explanation: Explanation {
    Explanation("\(store.endpoint) answered with status \(status).", remedy: remedy)
  }

  private var remedy: String? {
    switch status {
    case 300..<400: "Redirects are not followed, so that tokens stay at one store."
    case 401: "Renew the token with `epswitch refresh`, or sign in again with `epswitch login`."
    case 403: "The account may not do this; switch, or sign in as somebody who may."
    case 429: "Wait a minute and try again."
    case 500...: "Try again in a while."
    default: nil
    }
  }
}
