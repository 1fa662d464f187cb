import AccountModel
import Foundation

/// Asks a person on the terminal for what the command line left out.
struct Asker {
  let console: Console

  init(_ console: Console) { self.console = console }

  /// Whether there is a person to ask.
  var canAsk: Bool { console.inputIsTerminal && console.errorIsTerminal }

  /// Asks for a line.
  ///
  /// - Parameter option: what would have made the question unnecessary.
  /// - Throws: ``UsageFailure`` without a terminal or without an answer.
  func line(
    _ question: String, option: String, mayBeEmpty: Bool = false
  ) throws -> String {
    guard canAsk else { throw missing(option) }
    console.prompt(question)
    guard let answer = readLine()?.trimmingCharacters(in: .whitespaces),
      mayBeEmpty || !answer.isEmpty
    else { throw missing(option) }
    return answer
  }

  /// Asks for something that is not shown while it is typed.
  func secret(_ question: String, option: String) throws -> Secret {
    guard canAsk else { throw missing(option) }
    console.prompt(question)
    let answer = HiddenInput.readLine()
    console.prompt("\n")
    guard let answer, !answer.isEmpty else { throw missing(option) }
    return Secret(answer)
  }

  /// The first line of stdin, for pipes.
  ///
  /// - Parameter option: what asked for it.
  /// - Throws: ``UsageFailure`` when stdin is a terminal, where a secret would be seen, or empty.
  func secretFromInput(option: String) throws -> Secret {
    guard !console.inputIsTerminal else {
      throw UsageFailure(
        "\(option) reads from a pipe or a file, and stdin is a terminal.",
        remedy: "Leave it out to be asked.")
    }
    guard let line = readLine(strippingNewline: true), !line.isEmpty else {
      throw UsageFailure("Nothing came on stdin for \(option).", remedy: "Pipe it in.")
    }
    return Secret(line)
  }

  /// Lets a person choose one of several by number.
  func choice<Choice>(
    _ what: String, among choices: [Choice], in words: (Choice) -> String
  ) throws -> Choice {
    for (number, choice) in choices.enumerated() {
      console.note("  \(number + 1)  \(words(choice))")
    }
    console.prompt("\(what) (1–\(choices.count)): ")
    guard let answer = readLine().flatMap({ Int($0) }), choices.indices.contains(answer - 1)
    else { throw UsageFailure("That is none of the choices.") }
    return choices[answer - 1]
  }

  private func missing(_ option: String) -> UsageFailure {
    UsageFailure("\(option) is missing.", remedy: "Give it, or run in a terminal to be asked.")
  }
}
