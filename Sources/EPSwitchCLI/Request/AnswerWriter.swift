import AccountCore
import AccountModel
import Foundation

/// Writes answers: untouched into a pipe, readable and harmless on a terminal.
struct AnswerWriter {
  let console: Console
  let includesHeaders: Bool
  let isSilent: Bool

  /// One answer, with its head when that was asked for.
  func write(_ response: AccountResponse) {
    if includesHeaders {
      let lines =
        ["HTTP/1.1 \(response.status)"] + response.headers.map { "\($0.name): \($0.value)" }
      let head = (lines + [""]).map { $0 + "\n" }.joined()
      console.result(exactText: head)
    }
    if !isSilent { console.result(exactBytes: [response.body]) }
  }

  /// Bodies as the elements of one array.
  func write(array bodies: [Data]) {
    guard !isSilent else { return }
    var parts = [Data("[".utf8)]
    for (index, body) in bodies.enumerated() {
      if index > 0 { parts.append(Data(",".utf8)) }
      parts.append(body)
    }
    console.result(exactBytes: parts + [Data("]".utf8)])
  }
}

/// The store answered a request of the person with an error; what it says is in the body.
struct AnswerFailure: UserFacingError {
  let status: Int
  let selector: SessionSelector

  /// Which of epswitch's exit codes the status stands for.
  var exitCode: Int32 {
    switch status {
    case 401, 403: 3
    case 300..<400, 429, 500...: 5
    default: 1
    }
  }

  var userMessage: UserMessage {
    UserMessage(
      "\(selector.store.endpoint) answered with status \(status).", recoverySuggestion: recovery)
  }

  private var recovery: Remedy? {
    switch status {
    case 300..<400: "Redirects are not followed, so that tokens stay at one store."
    case 401:
      "Renew the token with `\(selector.command("refresh"))`, or "
        + "\(action: .signInAgain(selector.loginCommand))."
    case 403: "The account may not do this: switch to another, or sign in as another member."
    case 429: "Wait a minute and try again."
    case 500...: "Try again later."
    default: nil
    }
  }
}
