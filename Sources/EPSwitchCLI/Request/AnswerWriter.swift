import CommerceAPI
import Foundation

/// Writes answers: untouched into a pipe, readable and harmless on a terminal.
struct AnswerWriter {
  let console: Console
  let includesHeaders: Bool
  let isSilent: Bool

  /// One answer, with its head when that was asked for.
  func write(_ response: HTTPResponse) {
    if includesHeaders {
      let lines =
        ["HTTP/1.1 \(response.status)"] + response.headers.map { "\($0.name): \($0.value)" }
      let head = (lines + [""]).map { $0 + "\n" }.joined()
      console.result(text: console.outputIsTerminal ? TerminalText(plain: head).text : head)
    }
    if !isSilent { write(body: response.body) }
  }

  /// Bodies as the elements of one array.
  func write(array bodies: [Data]) {
    if !isSilent {
      write(body: Data("[".utf8) + Data(bodies.joined(separator: Data(",".utf8))) + Data("]".utf8))
    }
  }

  private func write(body: Data) {
    guard console.outputIsTerminal else {
      console.result(bytes: body)
      return
    }
    if !body.isEmpty { console.result(TerminalText(body).text) }
  }
}
