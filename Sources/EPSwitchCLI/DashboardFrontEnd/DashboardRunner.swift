import AccountCore
import AccountModel
import AccountViewModel
import Foundation
import SignInCallback
import TerminalUI

/// Opens the dashboard, or the picker, on the terminal and joins it to the core.
@MainActor
struct DashboardRunner {
  private let service: AccountService
  private let selector: SessionSelector
  private let storefronts: DashboardStorefronts

  /// Not ``service``, so that the screen is told what it renews as it is told of others; it serves
  /// ``storefronts`` too. `nil` in a demo, whose tokens are meant to expire.
  private let keeper: AccountService?

  /// The rows of the screen; `nil` for all of the terminal.
  private let height: ScreenHeight?

  /// `nil` outside a demo.
  private let demo: Demo?

  /// Shows the store of a demo, which has nothing to do with the person's settings.
  init(demo: Demo) {
    service = demo.service
    selector = demo.selector
    storefronts = demo.storefronts
    keeper = nil
    height = nil
    self.demo = demo
  }

  /// - Parameters:
  ///   - selector: where to work; `nil` for where the command works.
  ///   - height: how many rows the screen takes; `nil` for all of the terminal.
  /// - Throws: ``AccountCore/AccountError`` when no store is named.
  init(
    _ context: CommandContext, at selector: SessionSelector? = nil, height: ScreenHeight? = nil
  ) throws(AccountError) {
    self.height = height
    var configuration = context.configuration
    // Nothing else is written to the terminal while the screen is shown.
    configuration.trace = { _ in }
    service = try AccountService(configuration)
    let other = try AccountService(configuration)
    keeper = other
    storefronts = DashboardStorefronts(
      other, BrowserOpener(environment: context.variables.all))
    if let selector {
      self.selector = selector
    } else {
      self.selector = try service.selector()
    }
    demo = nil
  }

  /// Shows the dashboard until the person leaves it.
  ///
  /// - Throws: ``AccountCore/AccountError`` and `TerminalError`.
  func dashboard() async throws { _ = try await showAndEnd(.dashboard, reason: nil) }

  /// Lets the person choose an account, switches to it, and says so on stderr.
  ///
  /// - Parameters:
  ///   - query: what the filter begins with.
  ///   - reason: what `--reason` says; production asks for the one that is missing.
  /// - Throws: ``AccountCore/AccountError``, of the kind `cancelled` when the person leaves without a
  ///   choice, and `TerminalError`.
  func pick(query: String = "", reason: String?, console: Console) async throws {
    let (outcome, opened) = try await showAndEnd(.picker(query: query), reason: reason)
    guard case .picked(let id) = outcome, let session = opened.session,
      let account = session.roster[id]
    else { throw AccountError.cancelled }
    for line in ActingLine.sentences(onChoosing: account, in: session.summary, service) {
      console.note(line)
    }
  }

  /// Lets a person who was just signed in choose an account; leaving without one changes nothing about
  /// that.
  func pickAfterSignIn(reason: String?, console: Console) async throws {
    do {
      try await pick(reason: reason, console: console)
    } catch let error as AccountError where error.kind == .cancelled {
      console.note(
        "You are signed in, and no account was chosen here. Choose one with "
          + "`\(selector.command("switch"))`.")
    }
  }

  /// Lets the person choose the account of this terminal, which switches nothing.
  ///
  /// - Returns: its ID.
  /// - Throws: ``AccountCore/AccountError``, of the kind `cancelled` when the person leaves without a
  ///   choice, and `TerminalError`.
  func pickForTerminal() async throws -> AccountID {
    guard case .picked(let id) = try await showAndEnd(.terminalPicker, reason: nil).outcome else {
      throw AccountError.cancelled
    }
    return id
  }

  // MARK: - The screen

  /// Shows it, and ends what was opened from it.
  private func showAndEnd(
    _ purpose: Dashboard.Purpose, reason: String?
  ) async throws -> (outcome: Dashboard.Outcome?, opened: OpenedSession) {
    do {
      let end = try await show(purpose, reason: reason)
      await storefronts.stop()
      return end
    } catch {
      await storefronts.stop()
      throw error
    }
  }

  private func show(
    _ purpose: Dashboard.Purpose, reason: String?
  ) async throws -> (outcome: Dashboard.Outcome?, opened: OpenedSession) {
    let terminal = try Terminal(height: height)
    let changes = service.changes()
    var session = try service.currentSession(at: selector)
    // A picker has nothing to choose from while nobody is signed in, which this says.
    if session == nil, purpose != .dashboard { session = try service.session(at: selector) }
    var screen = Dashboard(
      session: session, purpose: purpose,
      store: demo?.shownStore ?? ShownStore(selector, lastUsed: session?.summary),
      profiles: try ProfileOffer(service), preferences: service.listPreferences,
      terminalChoice: service.variables.account, terminal: service.variables.terminal,
      now: service.now, size: terminal.report.size, announcement: demo?.announcement)
    // What a demo shows is meant to be old.
    let isStale = demo == nil && session?.isStale(now: service.now) == true
    let handler = DashboardEffectHandler(
      service, OpenedSession(selector: selector, session: session), since: changes,
      storefronts: storefronts, reason: reason,
      oneTimePasswordHint: { [demo] in demo?.oneTimePasswordHint(for: $0) },
      suspend: terminal.suspend, copy: terminal.copy, ringBell: terminal.ringBell,
      keepAlive: { [keeper] selector, failed in
        await keeper?.keepAlive(at: selector, failed: failed)
      })
    defer { handler.stop() }
    // There is nothing to cancel yet: the first effect is what lets the handler follow changes.
    var first: [DashboardEffect] = [.cancel]
    if isStale { first += screen.startRefresh() }
    if demo?.opensStorefront == true { first += screen.startStorefront() }
    if purpose != .dashboard { first += screen.prepareFilter() }
    let outcome = try await terminal.run(screen, starting: first, perform: handler.perform).outcome
    if handler.isCleaningUp {
      let console = Console()
      console.note("epswitch: Waiting for the store, to delete the user name that was made …")
      if let message = await handler.settle() { console.note("epswitch: \(message.text)") }
    }
    adopt(handler.opened)
    return (outcome, handler.opened)
  }

  /// Has this terminal go on with the account the screen showed last, as if its prompt had shown it.
  private func adopt(_ opened: OpenedSession) {
    guard demo == nil, let session = opened.session, let acting = try? service.currentAccount(),
      acting.session.id == session.id, acting.account.id == session.selected
    else { return }
    service.adopt(acting)
  }
}
