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
  private let status: StatusLine
  private let service: AccountService
  private let format: RequestLogFormat

  /// Asks for a reason where one is needed, and records the start.
  init(
    _ context: CommandContext, _ acting: ActingAccount, for purpose: ForwardingRules.Purpose,
    _ options: ForwardingOptions, reason: String?, defaultLog: RequestLogFormat
  ) async throws {
    session = try await context.service.forwarding(
      as: acting, for: purpose, allowsWrites: options.write, reason: reason,
      prompter: context.prompter)
    console = context.console
    status = StatusLine(console, term: context.variables["TERM"])
    service = context.service
    format = options.log ?? defaultLog
  }

  /// Keeps the token alive while no request comes, where the profile wants that, until it is cancelled.
  func keepAlive() async {
    await session.keepAlive { [self] message in
      // A log in JSON is read by programs.
      if format != .json { note("epswitch: \(message.text)") }
    }
  }

  /// Writes a line for the person.
  func note(_ line: CleanText) { status.note(line) }

  /// Writes the line of a request; `nil` where none is wanted.
  var log: (@Sendable (RequestLogEntry) -> Void)? { format == .none ? nil : write }

  @Sendable private func write(_ entry: RequestLogEntry) {
    guard let line = RequestLogLine(entry: entry).text(format, zone: .current) else { return }
    if format == .json { console.note(exactly: line) } else { note("\(line)") }
  }

  /// Says on a terminal as whom requests act and for how long, in a last line that is kept current,
  /// until it is cancelled; a switch has a line that stays.
  func announceChanges() async {
    guard console.errorIsTerminal, format == .text else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await followChanges() }
      group.addTask {
        while (try? await Task.sleep(for: .seconds(1))) != nil { status.refresh() }
      }
    }
    status.show(nil)
  }

  private func followChanges() async {
    var told: ForwardingIdentity?
    var toldError: CleanText?
    for await change in session.changes() {
      switch change {
      case .success(let identity):
        toldError = nil
        let isOther = told.map { !$0.actsLike(identity) } ?? true
        // The first is told by the line itself, where there is one.
        if isOther, told != nil || !status.isPossible {
          note(ActingStatus(identity, of: session, now: service.now).line(columns: nil))
        }
        told = identity
        status.show { [session, service] columns in
          ActingStatus(identity, of: session, now: service.now).line(columns: columns)
        }
      case .failure(let error):
        guard toldError != error.userMessage.text else { continue }
        (told, toldError) = (nil, error.userMessage.text)
        status.show { _ in "── Acting as nobody" }
        note("epswitch: \(error.userMessage.text)")
      }
    }
  }
}
