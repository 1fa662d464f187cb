import AccountModel
import Foundation

// What a key does: a binding makes it a command, which is refused, delegated to the part that has
// the keys, or carried out here.
extension Dashboard {
  mutating func handle(_ key: Key) -> [DashboardEffect] {
    if notice?.isTransient == true { notice = nil }
    if let command = bindings.lazy.compactMap({ $0.commands[key] }).first {
      if let obstacle = obstacle(to: command) {
        notice = .hint(obstacle)
        return []
      }
      return carryOut(command)
    }
    switch key {
    case .character(let character): return insert(String(character))
    case .paste(let text): return insert(text)
    // Another program may have left the reports on.
    case .click, .wheelUp, .wheelDown: return store.usesMouse ? takeMouse(key) : []
    default: return []
    }
  }

  /// The bindings of the part that has the keys.
  var bindings: [Binding] {
    if let prompt { return prompt.bindings }
    if let panel { return panel.bindings }
    if session == nil { return KeyMap.signedOut }
    guard list.filterState == .typing else { return KeyMap.list }
    return purpose == .terminalPicker ? KeyMap.terminalFilter : KeyMap.filter
  }

  private mutating func carryOut(_ command: Command) -> [DashboardEffect] {
    switch command {
    case .escape: return leave()
    case .quit: return quit()
    case .suspend: return [.suspend]
    default: break
    }
    if prompt != nil || panel != nil { return delegate(.command(command)) }
    switch command {
    case .switchHere:
      if let address = askedMember { return impersonate(address) }
      if asksStore { return searchReference() }
      return switchAccount(list.current)
    case .toggleTree: return toggleTree()
    case .switchToRow(let number):
      return switchAccount(list.account(atRow: list.top + number - 1))
    case .refresh:
      return session.map { begin(.refreshing, with: .refreshRoster($0.id)) } ?? []
    case .showDetails:
      panel = list.current.map { .details(DetailsPanel(id: $0.id)) }
    case .showHelp: panel = .help(HelpPanel(isSignedIn: session != nil))
    case .showProfiles: showProfiles()
    case .showHistory:
      panel = .history(HistoryPanel())
      return begin(.loadingHistory, with: .loadHistory)
    case .openStorefront: return openStorefront()
    case .switchBack: return switchBack()
    case .toggleFavourite: return toggleFavourite()
    case .changeOrder: return changeOrder()
    case .copyID: return copy(list.current?.id.rawValue, "ID")
    case .copyName: return copy(list.current?.displayName, "name")
    case .signIn: return signIn()
    case .move(let move): list.move(move, page: layout.listRows)
    case .openFilter:
      if hasNewReferences { arrange() }
      list.openFilter()
      return prepareFilter()
    case .keepFilter: list.keepFilter()
    case .eraseCharacter, .eraseWord, .eraseAll: eraseInFilter(command)
    default: break
    }
    return []
  }

  private mutating func quit() -> [DashboardEffect] {
    outcome = isPicker ? .cancelled : .quit
    return activity == nil ? [] : cancel()
  }

  /// Leaves what is innermost, see ``Dashboard/Escape``.
  private mutating func leave() -> [DashboardEffect] {
    switch escape {
    case .cancelOrder:
      switch activity?.order {
      case .loadingHistory: panel = nil
      default: break
      }
      return cancel()
    case .goBack: signInPanel?.goBack()
    case .closePanel: panel = nil
    case .dismissNotice: notice = nil
    case .cancelPicker: outcome = .cancelled
    case .clearFilter: list.closeFilter()
    case nil: notice = .hint("Press q to quit.")
    }
    return []
  }
}

// MARK: - Orders

extension Dashboard {
  /// Gives an order; the one under way makes way for it.
  private mutating func begin(
    _ order: Activity.Order, with effect: DashboardEffect
  ) -> [DashboardEffect] {
    let ending: [DashboardEffect] = activity == nil ? [] : [.cancel]
    activity = Activity(order)
    prompt = nil
    notice = nil
    return ending + [effect]
  }

  /// Cancels the order under way, once; what it asked for is no longer needed.
  mutating func cancel() -> [DashboardEffect] {
    guard activity?.isEnding == false else { return [] }
    activity?.isEnding = true
    activity?.isWaiting = false
    prompt = nil
    return [.cancel]
  }

  private mutating func switchAccount(_ account: Account?) -> [DashboardEffect] {
    guard let account, let session else { return [] }
    if purpose == .terminalPicker {
      outcome = .picked(account.id)
      return activity == nil ? [] : cancel()
    }
    list.moveCursor(to: account.id)
    return begin(.switching(account.id), with: .switchAccount(account.id, in: session.id))
  }

  private mutating func switchBack() -> [DashboardEffect] {
    guard let session, let previous = previousID else {
      notice = .hint("There is no account before this one.")
      return []
    }
    guard let account = session.roster[previous] else {
      notice = .hint("The account before, \(previous.short), is no longer one of yours.")
      return []
    }
    return switchAccount(account)
  }

  /// Looks for what was typed among the references that the store knows.
  private mutating func searchReference() -> [DashboardEffect] {
    guard let session else { return [] }
    let query = list.filter.query
    return begin(.searchingReference(query), with: .searchReference(query, in: session.id))
  }

  /// Shows the tree, or the list again. Parents are asked for each time, since the core keeps them.
  private mutating func toggleTree() -> [DashboardEffect] {
    guard !showsTree, let session else {
      showsTree = false
      arrange()
      return []
    }
    return begin(.loadingDirectory, with: .loadDirectory(session.id))
  }

  private mutating func showProfiles() {
    guard case .listed(let items) = profiles, !items.isEmpty else { return }
    panel = .profiles(ProfilesPanel(items, current: store.profile))
  }

  private mutating func impersonate(_ member: String?) -> [DashboardEffect] {
    begin(.impersonating, with: .impersonate(member: member))
  }

  private mutating func signIn() -> [DashboardEffect] {
    if store.isDesk { return impersonate(nil) }
    guard let offer = store.signIn else { return [] }
    var signIn = SignInPanel(offer)
    // A method that is certain is not asked for.
    let outcome = offer.namesMethod ? signIn.start(offer.mechanisms[0]) : nil
    panel = .signIn(signIn)
    return outcome.map { carryOut($0) } ?? []
  }
}

extension Dashboard {
  /// Makes the filter ready for its first letter, beside the loop where the accounts are many.
  package mutating func prepareFilter() -> [DashboardEffect] {
    list.prepareFilter().map { [.prepareFilter($0)] } ?? []
  }
}

// MARK: - Panels and prompts

extension Dashboard {
  /// Has the prompt, or else the panel, take a command or a text, and does what comes of it.
  private mutating func delegate(_ message: PanelMessage) -> [DashboardEffect] {
    let outcome: PanelOutcome?
    if prompt != nil {
      outcome = prompt?.update(message)
    } else {
      let context = panelContext
      outcome = panel?.update(message, in: context)
    }
    return outcome.map { carryOut($0) } ?? []
  }

  private mutating func carryOut(_ outcome: PanelOutcome) -> [DashboardEffect] {
    switch outcome {
    case .refused(let reason):
      notice = .hint(reason)
      return []
    case .answered(let answer): return goOn(with: answer)
    case .signInRequested(let answers): return begin(signInOrder(answers), with: .signIn(answers))
    case .profileChosen(let name):
      panel = nil
      guard name != store.profile else {
        notice = .hint("\(name) is already open.")
        return []
      }
      return begin(.openingProfile(name), with: .openProfile(name))
    }
  }

  /// Passes an answer on to the order that waits for it.
  private mutating func goOn(with answer: DashboardAnswer) -> [DashboardEffect] {
    switch answer {
    case .oneTimePassword(.code):
      activity = Activity(.signingIn(username: activity?.username))
    case .oneTimePassword(.sendAgain):
      activity = Activity(.requestingOneTimePassword(username: activity?.username ?? ""))
    case .profile, .reason, .member, .secret, .text, .pastedAddress:
      activity?.isWaiting = false
    }
    prompt = nil
    notice = nil
    return [.answer(answer)]
  }

  private func signInOrder(_ answers: SignInAnswers) -> Activity.Order {
    let username = (answers[.username] ?? answers[.email])?.reveal()
    return switch answers.mechanism {
    case .oidc: .awaitingBrowser
    case .passwordless: .requestingOneTimePassword(username: username ?? "")
    case .password, .selfSignup, .customer, .token: .signingIn(username: username)
    }
  }
}

// MARK: - Typing

extension Dashboard {
  /// Takes typed or pasted text, as one line.
  private mutating func insert(_ text: String) -> [DashboardEffect] {
    if prompt != nil || panel != nil { return delegate(.text(firstLine(of: text))) }
    if session != nil { search(text) }
    return []
  }

  private mutating func search(_ text: String) {
    if list.filterState != .typing {
      guard text.count > 1 else {
        notice = .hint("Press ? to see the keys.")
        return
      }
      list.openFilter()
    }
    // Of a ticket that names an account's ID, the ID is what is looked up.
    if text.count > 1, let id = AccountQuery(text).ids.first(where: isListed) {
      return list.setQuery(id)
    }
    let typed = text.count == 1 ? text : cleanText(text)
    list.setQuery(String((list.filter.query + typed).prefix(200)))
  }

  private func isListed(_ id: String) -> Bool { session?.roster[AccountID(id)] != nil }

  private mutating func eraseInFilter(_ command: Command) {
    let query = list.filter.query
    if command == .eraseCharacter, query.isEmpty, !isPicker { return list.closeFilter() }
    list.setQuery(command.erasing(query))
  }
}

// MARK: - The list as the person likes it

extension Dashboard {
  private mutating func toggleFavourite() -> [DashboardEffect] {
    guard let account = list.current, let session else { return [] }
    let isFavourite = !favourites.contains(account.id)
    preferences.setFavourite(isFavourite, account.id, of: session.id)
    arrangement.setFavourite(isFavourite, account.id, of: session.id)
    arrange()
    notice = .success(
      isFavourite
        ? "\(account.displayName) is a favourite, at the top of the list."
        : "\(account.displayName) is no favourite any more.")
    return [.keepFavourite(isFavourite, account.id, in: session.id)]
  }

  private mutating func changeOrder() -> [DashboardEffect] {
    preferences.order = preferences.order.other
    arrangement = preferences
    arrange()
    notice = .success("Listed \(preferences.order.title), favourites first.")
    return [.keepOrder(preferences.order)]
  }

  private mutating func copy(_ text: String?, _ what: String) -> [DashboardEffect] {
    guard let text else { return [] }
    notice = .success("Sent the \(what) to the terminal's clipboard: \(text)")
    return [.copy(text)]
  }
}

// MARK: - The mouse

extension Dashboard {
  /// Seconds in which a second click on a row counts as a double click.
  private static let doubleClick = 0.5

  private mutating func takeMouse(_ key: Key) -> [DashboardEffect] {
    switch key {
    case .click(_, let row): return click(row: row)
    case .wheelUp: return carryOut(.move(.up))
    case .wheelDown: return carryOut(.move(.down))
    default: return []
    }
  }

  /// Puts the cursor on a row; a double click acts as its account.
  private mutating func click(row: Int) -> [DashboardEffect] {
    guard showsList, prompt == nil, let account = account(atScreenRow: row) else { return [] }
    let isSecond =
      click.map { $0.id == account.id && now.timeIntervalSince($0.time) <= Self.doubleClick }
      ?? false
    list.moveCursor(to: account.id)
    guard isSecond else {
      click = Click(id: account.id, time: now)
      return []
    }
    click = nil
    guard let obstacle = obstacle(to: .switchHere) else { return switchAccount(account) }
    notice = .hint(obstacle)
    return []
  }

  private func account(atScreenRow row: Int) -> Account? {
    let first = rowsAboveList
    guard row >= first, row < first + layout.listRows else { return nil }
    return list.account(atRow: list.top + row - first)
  }
}

/// The first line that is not empty. It may be a password, so that spaces are kept, which cleaning
/// would change.
private func firstLine(of text: String) -> String {
  let line = text.drop(while: \.isNewline).prefix { !$0.isNewline }
  return String(String.UnicodeScalarView(line.unicodeScalars.filter(\.isDisplayable)))
}
