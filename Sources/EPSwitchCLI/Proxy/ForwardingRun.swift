import AccountCore
import AccountModel
import AccountProxy
import ArgumentParser
import Foundation

/// What the commands that forward requests take besides the account.
struct ForwardingOptions: ParsableArguments {
  @Flag(help: "Let writes through in a production profile; needs a reason.")
  var write = false

  @Option(help: "How requests are logged on stderr: text, json or none.")
  var log: RequestLogFormat?
}

/// One run of a forwarding server: who acts for its requests, and what is said of them on stderr.
struct ForwardingRun: Sendable {
  let session: ForwardingSession
  private let console: Console
  private let service: AccountService
  private let format: RequestLogFormat

  /// Asks for a reason where one is needed, and records the start.
  init(
    _ context: CommandContext, _ account: AccountOption, for purpose: ForwardingRules.Purpose,
    _ options: ForwardingOptions, reason: String?, defaultLog: RequestLogFormat
  ) async throws {
    session = try await context.service.forwarding(
      as: try context.acting(account), for: purpose, allowsWrites: options.write, reason: reason,
      prompter: context.prompter)
    console = context.console
    service = context.service
    format = options.log ?? defaultLog
  }

  /// Writes the line of a request.
  @Sendable func log(_ entry: RequestLogEntry) {
    guard let line = RequestLogLine(entry: entry).text(format, zone: .current) else { return }
    if format == .json { console.note(exactly: line) } else { console.note("\(line)") }
  }

  /// Says on a terminal as whom requests act, now and after every switch, until it is cancelled.
  func announceChanges() async {
    guard console.errorIsTerminal, format == .text else { return }
    var told: ForwardingIdentity?
    var toldError: CleanText?
    for await change in session.changes() {
      switch change {
      case .success(let identity):
        toldError = nil
        guard told.map({ !$0.actsLike(identity) }) ?? true else { continue }
        told = identity
        console.note("\(header(identity))")
      case .failure(let error):
        guard toldError != error.userMessage.text else { continue }
        (told, toldError) = (nil, error.userMessage.text)
        console.note("epswitch: \(error.userMessage.text)")
      }
    }
  }

  private func header(_ identity: ForwardingIdentity) -> String {
    let left = identity.secondsLeft(at: service.now).map { durationText(seconds: $0) + " left" }
    return [
      "── Acting as \(identity.account.displayName) (\(identity.account.id))",
      left ?? "time left unknown",
      (identity.profileName ?? session.endpoint.description)
        + (identity.isProduction ? " PRODUCTION" : ""),
      session.isPinned ? "whatever is chosen" : nil,
    ].compactMap(\.self).joined(separator: " · ")
  }
}
