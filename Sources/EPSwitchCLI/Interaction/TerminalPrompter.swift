import AccountCore
import AccountModel
@preconcurrency import Dispatch
import Foundation
import SignInCallback
import Synchronization

/// Asks a person on the terminal for what the command line left out.
struct TerminalPrompter: Prompter {
  let console: Console
  private let variables: AccountVariables
  private let progress: ProgressLine

  /// Whether the password comes from stdin, for pipes.
  var readsPassword = false

  /// Whether the address is printed instead of opening a browser.
  var printsAddress = false

  init(_ console: Console, _ variables: AccountVariables) {
    self.console = console
    self.variables = variables
    progress = ProgressLine(console)
  }

  var isInteractive: Bool { console.inputIsTerminal && console.errorIsTerminal }

  /// Removes the line of progress, before anything else is said.
  func endProgress() { progress.end() }

  /// What reports how much of a roster is loaded.
  var report: RosterProgress { progress.report }

  /// Characters of an address to be opened, of which none may be missing.
  private static let addressLimit = 100_000

  // MARK: - Prompter

  func text(_ field: PromptField) async throws(PromptError) -> String {
    try line("\(field.title): ")
  }

  func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    if readsPassword, field != .clientSecret { return try secretFromInput() }
    let first = try hidden("\(field.title): ")
    guard field == .newPassword else { return first }
    // It cannot be seen, so it is typed twice.
    guard try hidden("\(field.title) again: ") == first else {
      console.note("The two passwords differ.")
      throw .cancelled
    }
    return first
  }

  func choice(
    of kind: SignInProfile.Kind, among profiles: [SignInProfile]
  ) async throws(PromptError) -> String {
    guard isInteractive else { throw .unavailable }
    for (number, profile) in profiles.enumerated() {
      console.note("  \(number + 1)  \(profile.name) (\(profile.id))")
    }
    let what: CleanText = kind == .password ? "Password profile" : "OpenID profile"
    let answer = try line("\(what) (1–\(profiles.count)): ")
    guard let number = Int(answer), profiles.indices.contains(number - 1) else {
      console.note("That is not one of the choices.")
      throw .cancelled
    }
    return profiles[number - 1].id
  }

  func oneTimePassword(
    _ prompt: OneTimePasswordPrompt
  ) async throws(PromptError) -> OneTimePasswordAnswer {
    if let refusal = prompt.refusal { console.note("epswitch: \(refusal.text)") }
    let code = try line("Code (Enter alone requests a new one): ", mayBeEmpty: true)
    return code.isEmpty ? .sendAgain : .code(Secret(code))
  }

  func reason(_ prompt: ReasonPrompt) async throws(PromptError) -> String {
    progress.end()
    let member: CleanText = prompt.member.map { " as \($0)" } ?? ""
    let others: CleanText = prompt.otherCount > 0 ? " and \(prompt.otherCount) more" : ""
    return try reason(
      "\(prompt.profile) is production. Reason to act as \(prompt.account.displayName) "
        + "(\(prompt.account.id))\(others)\(member): ")
  }

  /// Asks until there is a reason.
  func reason(_ question: CleanText) throws(PromptError) -> String {
    while true {
      let answer = try line(question, mayBeEmpty: true)
      if !cleanText(answer).isEmpty { return answer }
      console.note("Type a reason, or press Ctrl-C to cancel.")
    }
  }

  func openBrowser(at address: String) async {
    if printsAddress {
      console.note("Open this address to sign in:\n\n  \(address, limit: Self.addressLimit)\n")
    } else if await BrowserOpener(environment: variables.all).open(address) {
      console.note(
        "Sign in in the browser. If it did not open:\n\n  \(address, limit: Self.addressLimit)\n")
    } else {
      console.note(
        "No browser could be opened. Open this address:\n\n  \(address, limit: Self.addressLimit)\n"
      )
    }
    if isInteractive {
      console.note(
        "Waiting for the browser. If it is on another machine, or does not come back, paste the "
          + "address it ends at here:")
    }
  }

  func pastedAddresses() async -> AsyncStream<String>? { isInteractive ? Self.typedLines() : nil }

  func notify(_ notice: PromptNotice) {
    switch notice {
    case .rosterProgressed(let loaded, let total): progress.report(loaded, total)
    case .oneTimePasswordSent(let username):
      console.note(
        "The store was asked to send a code to \(username); it is valid for ten minutes.")
    case .addressRefused(let message): console.note("epswitch: \(message.text)")
    }
  }

  // MARK: - Commands' own questions

  /// Lets a person confirm what cannot be undone; anything but a yes is a no.
  ///
  /// - Parameters:
  ///   - question: ends in a question mark.
  ///   - option: what would have made the question unnecessary.
  func confirm(_ question: CleanText, option: CleanText) throws(AccountError) {
    guard isInteractive else {
      throw AccountError(
        .usage, "This has to be confirmed.",
        recoverySuggestion: "Add \(option), or run in a terminal to be asked.")
    }
    console.prompt("\(question) (y/N): ")
    guard let answer = readLine(), Self.isYes(answer) else { throw .cancelled }
  }

  static func isYes(_ answer: String) -> Bool { ["y", "yes"].contains(answer.lowercased()) }

  /// Asks for a line that an option did not give.
  func line(_ question: CleanText, option: CleanText) throws(AccountError) -> String {
    do throws(PromptError) {
      return try line(question)
    } catch {
      throw AccountError(
        .usage, "\(option) is missing.",
        recoverySuggestion: "Give it, or run in a terminal to be asked.")
    }
  }

  /// The first line of stdin, for pipes.
  ///
  /// - Parameter option: what asked for it.
  /// - Throws: ``AccountCore/AccountError`` when stdin is a terminal, where a secret would be seen,
  ///   or empty.
  func secretFromInput(option: CleanText) throws(AccountError) -> Secret {
    guard !console.inputIsTerminal else {
      throw AccountError(
        .usage, "\(option) reads from a pipe or a file, and stdin is a terminal.",
        recoverySuggestion: "Leave it out to be asked.")
    }
    do throws(PromptError) {
      return try secretFromInput()
    } catch {
      throw AccountError(
        .usage, "\(option) found nothing on stdin.", recoverySuggestion: "Pipe it in.")
    }
  }

  // MARK: - Reading

  func line(_ question: CleanText, mayBeEmpty: Bool = false) throws(PromptError) -> String {
    guard isInteractive else { throw .unavailable }
    console.prompt(question)
    guard let answer = readLine()?.trimmingCharacters(in: .whitespaces) else {
      // Whatever is said next begins a line of its own.
      console.prompt("\n")
      // Somebody was asked, and pressed Ctrl-D.
      throw .cancelled
    }
    guard mayBeEmpty || !answer.isEmpty else { throw .unavailable }
    return answer
  }

  /// Asks for something that is not shown while it is typed.
  private func hidden(_ question: CleanText) throws(PromptError) -> Secret {
    guard isInteractive else { throw .unavailable }
    let answer = HiddenInput.readLine { console.prompt(question) }
    console.prompt("\n")
    guard let answer else { throw .cancelled }
    guard !answer.isEmpty else { throw .unavailable }
    return Secret(answer)
  }

  private func secretFromInput() throws(PromptError) -> Secret {
    guard !console.inputIsTerminal, let line = readLine(strippingNewline: true), !line.isEmpty
    else { throw .unavailable }
    return Secret(line)
  }

  /// Lines typed on the terminal, without holding a thread while nobody types.
  private static func typedLines() -> AsyncStream<String> {
    AsyncStream<String> { continuation in
      let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
      source.setEventHandler {
        // The terminal gives whole lines.
        if let line = readLine() { continuation.yield(line) } else { continuation.finish() }
      }
      continuation.onTermination = { _ in source.cancel() }
      source.resume()
    }
  }
}

extension PromptField {
  /// What the question calls it.
  fileprivate var title: CleanText {
    switch self {
    case .username: "User name"
    case .password: "Password"
    case .newPassword: "New password"
    case .name: "Name"
    case .email: "E-mail address"
    case .clientSecret: "Client secret"
    }
  }
}

/// A line on stderr that says how many accounts are loaded; nothing where stderr is no terminal.
final class ProgressLine: Sendable {
  private let console: Console
  private let lastShown = Mutex(ContinuousClock.now - .seconds(1))
  private let isShown: Bool

  init(_ console: Console) {
    self.console = console
    isShown = console.errorIsTerminal && AccountVariables()["TERM"] != "dumb"
  }

  /// Says that `loaded` accounts are loaded, of `total` where that is known. At most ten times a
  /// second reaches the terminal.
  @Sendable func report(_ loaded: Int, _ total: Int?) {
    guard isShown, let total, total > loaded else { return }
    let isDue = lastShown.withLock { last in
      let now = ContinuousClock.now
      guard now - last >= .milliseconds(100) else { return false }
      last = now
      return true
    }
    if isDue { console.replaceLine(with: "Loading accounts: \(loaded) of \(total) …") }
  }

  /// Removes the line.
  func end() {
    if isShown { console.replaceLine() }
  }
}
