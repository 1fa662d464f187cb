package import AccountModel
package import Foundation

/// The accounts of a member on the screen: which one the member acts as, for how long, and switching
/// to another.
///
/// This is the state. `DashboardUpdate.swift` says what a message changes, `DashboardKeys.swift`
/// what a key does, `DashboardView.swift` how it is drawn. Parts with a life of their own keep their
/// state, update and view together: ``AccountList``, ``Panel`` and its cases, and ``PromptEntry``.
package struct Dashboard: Screen, Equatable {
  /// What it was opened for.
  package enum Purpose: Equatable, Sendable {
    case dashboard
    /// To choose one account: typing filters at once, and a switch ends it.
    case picker(query: String)
  }

  /// How it ended.
  package enum Outcome: Equatable, Sendable {
    case quit
    /// The account that was switched to.
    case picked(AccountID)
    /// The person left without a choice.
    case cancelled
  }

  let purpose: Purpose

  let profiles: ProfileOffer

  /// The account that `EPSWITCH_ACCOUNT` names for this terminal, whatever is selected.
  let terminalChoice: String?

  var store: ShownStore

  /// `nil` while nobody is signed in.
  var session: Session?

  /// What ``terminalChoice`` means among the accounts of the session.
  var terminalAccount: TerminalAccount?

  var list: AccountList

  /// What is shown in place of the list.
  var panel: Panel?

  /// What the order under way asks for, below the list or the panel.
  var prompt: PromptEntry?

  var activity: Activity?

  var notice: Notice? {
    didSet {
      noticeEnd = notice?.isTransient == true ? now.addingTimeInterval(Notice.lifetime) : nil
    }
  }

  /// When the notice disappears by itself; `nil` when it stays.
  private(set) var noticeEnd: Date?

  /// The time of this machine.
  var now: Date

  var size: Size

  /// `nil` while the person is not done.
  package internal(set) var outcome: Outcome?

  /// - Parameters:
  ///   - session: what was saved; `nil` when nobody is signed in.
  ///   - profiles: what other stores and members can be opened.
  ///   - terminalChoice: the account `EPSWITCH_ACCOUNT` names for this terminal, if it does.
  ///   - now: the time of this machine.
  ///   - announcement: what is said at first; it stays until it is dismissed.
  package init(
    session: Session?, purpose: Purpose = .dashboard, store: ShownStore,
    profiles: ProfileOffer, terminalChoice: String? = nil, now: Date, size: Size,
    announcement: UserMessage? = nil
  ) {
    self.purpose = purpose
    self.store = store
    self.profiles = profiles
    self.terminalChoice = terminalChoice
    self.session = session
    terminalAccount = TerminalAccount(terminalChoice, in: session)
    list = AccountList(
      session?.roster.accounts ?? [], cursorOn: terminalAccount?.id ?? session?.selected)
    self.now = now
    self.size = size
    if case .picker(let query) = purpose {
      list.openFilter()
      if !query.isEmpty { list.setQuery(cleanText(query)) }
    }
    notice = announcement.map { .announcement($0) }
    list.scroll(page: layout.listRows)
  }

  package var isFinished: Bool { outcome != nil }
}

// MARK: - What follows from it

extension Dashboard {
  var isPicker: Bool { purpose != .dashboard }

  /// The store's time, by which tokens expire.
  var storeNow: Date { session?.clock.now(local: now) ?? now }

  /// Whether no token is left with which the store could be asked for others.
  var hasExpired: Bool { list.lastExpiry.map { $0.hasPassed(at: storeNow) } ?? false }

  /// The account that commands in this terminal act as.
  var actingID: AccountID? {
    terminalAccount == nil ? session?.selected : terminalAccount?.id
  }

  var isCustomer: Bool { session?.isCustomer == true }

  /// What the person should know all the time, as sentences.
  var warnings: [String] {
    guard let session else { return [] }
    if hasExpired {
      let how = store.signIn == nil ? "Run epswitch login" : "Press s"
      return ["All tokens expired. \(how) to sign in again."]
    }
    var warnings: [String] = []
    if let summary = session.roster.shortfallSummary { warnings.append(summary) }
    if session.clock.isSkewed {
      let offset = session.clock.offset
      let minutes = Int((abs(offset) / 60).rounded())
      warnings.append(
        "This machine's clock is \(minutes) min \(offset > 0 ? "behind" : "ahead of") the store; "
          + "countdowns use the store's.")
    }
    return warnings
  }
}

/// The account the environment of this terminal names, whatever is selected.
enum TerminalAccount: Equatable, Sendable {
  case account(AccountID)
  /// The text matches no account, or several.
  case unclear(String)

  /// - Returns: `nil` when nothing is named, or nobody is signed in.
  init?(_ text: String?, in session: Session?) {
    guard let text, let roster = session?.roster else { return nil }
    self = (try? roster.account(matching: text)).map { .account($0.id) } ?? .unclear(text)
  }

  var id: AccountID? {
    if case .account(let id) = self { id } else { nil }
  }
}
