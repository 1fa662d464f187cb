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
    /// To choose the account of this terminal: typing filters at once, and nothing is switched.
    case terminalPicker
  }

  /// How it ended.
  package enum Outcome: Equatable, Sendable {
    case quit
    /// The account that was switched to, or chosen for this terminal.
    case picked(AccountID)
    /// The person left without a choice.
    case cancelled
  }

  let purpose: Purpose

  let profiles: ProfileOffer

  /// The account that `EPSWITCH_ACCOUNT` names for this terminal, whatever is selected.
  let terminalChoice: String?

  /// This terminal, as the shell integration calls it; `nil` without it.
  let terminal: String?

  /// The zone in which moments are shown.
  let zone: TimeZone

  var store: ShownStore

  /// What the person likes; kept by the core.
  var preferences: ListPreferences

  /// The preferences by which the rows stand now. A switch changes the others only, so that rows do not
  /// move under the hands.
  var arrangement: ListPreferences

  /// The details that are looked at, as far as they have arrived.
  var details: ShownDetails?

  /// The account they were asked for; `nil` while nobody looks.
  var detailsID: AccountID?

  /// What is known of the accounts besides their names.
  var directory = AccountDirectory()

  /// Whether accounts became known by a reference since they were listed.
  var hasNewReferences = false

  /// The texts for which the store was asked already.
  var searchedReferences: Set<String> = []

  /// Whether the accounts are listed as a tree.
  var showsTree = false

  /// The end of a token that is still to be told of before it comes. A token that arrives shortly before
  /// its end is not: stores can make all of them live for a minute.
  var dueExpiry: Expiry?

  /// The last click on a row, to tell a second one on it.
  var click: Click?

  struct Click: Equatable, Sendable {
    let id: AccountID
    let time: Date
  }

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
  ///   - preferences: the order of the list and the favourites.
  ///   - terminalChoice: the account `EPSWITCH_ACCOUNT` names for this terminal, if it does.
  ///   - terminal: what the shell integration calls this terminal.
  ///   - now: the time of this machine.
  ///   - zone: the zone in which moments are shown.
  ///   - announcement: what is said at first; it stays until it is dismissed.
  package init(
    session: Session?, purpose: Purpose = .dashboard, store: ShownStore,
    profiles: ProfileOffer, preferences: ListPreferences = ListPreferences(),
    terminalChoice: String? = nil, terminal: String? = nil, now: Date, zone: TimeZone = .current,
    size: Size, announcement: UserMessage? = nil
  ) {
    self.purpose = purpose
    self.store = store
    self.profiles = profiles
    self.terminalChoice = terminalChoice
    self.session = session
    terminalAccount = TerminalAccount(terminalChoice, in: session)
    self.preferences = preferences
    arrangement = preferences
    list = AccountList(
      session.map { preferences.arranged($0.roster.accounts, of: $0.id) } ?? [],
      cursorOn: terminalAccount?.id ?? session?.selected)
    self.zone = zone
    self.terminal = terminal
    self.now = now
    self.size = size
    if purpose != .dashboard { list.openFilter() }
    if case .picker(let query) = purpose, !query.isEmpty { list.setQuery(cleanText(query)) }
    notice = announcement.map { .announcement($0) }
    dueExpiry = expiryToAnnounce
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

  /// The accounts of the session that have a star.
  var favourites: Set<AccountID> { session.map { preferences.favourites(of: $0.id) } ?? [] }

  /// The account that was acted as before; `nil` where there is none.
  var previousID: AccountID? {
    guard let session else { return nil }
    let chosen = terminal.flatMap {
      preferences.previous(in: $0, of: session.id, actingAs: actingID)
    }
    return chosen ?? (session.previous == actingID ? nil : session.previous)
  }

  /// Lists the accounts of the session anew.
  mutating func arrange() {
    let accounts = session.map { arrangement.arranged($0.roster.accounts, of: $0.id) } ?? []
    hasNewReferences = false
    list.replace(
      directory.addingReferences(to: accounts), asTreeOf: showsTree ? directory : nil)
  }

  /// Whether accounts can be found by their references.
  var references: ReferenceKnowledge {
    let query = list.filter.query
    if directory.isComplete || searchedReferences.contains(query) { return .known }
    return AccountQuery.mayBeReference(query) && !isCustomer ? .askable : .unknown
  }

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
