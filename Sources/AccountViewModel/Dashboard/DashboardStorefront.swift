import AccountModel

// The key that shows the storefront.
extension Dashboard {
  /// Why the storefront cannot be shown, as a sentence.
  var obstacleToStorefront: String? {
    if isPicker { return "Choose an account, or press Esc." }
    if isCustomer { return "A storefront shows accounts, and you are signed in as a customer." }
    if case .unclear = terminalAccount {
      return "EPSWITCH_ACCOUNT matches no single account that a storefront could be shown as."
    }
    return actingID == nil ? "No account is chosen; press Enter on one first." : nil
  }

  /// It is an order in the background: whatever the browser takes, no key waits for it.
  mutating func openStorefront() -> [DashboardEffect] {
    let ending: [DashboardEffect] = activity == nil ? [] : [.cancel]
    notice = nil
    return ending + startStorefront()
  }

  /// Begins to open the storefront; what is said at first stays.
  package mutating func startStorefront() -> [DashboardEffect] {
    guard let session, let account = actingID else { return [] }
    activity = Activity(.openingStorefront, isBackground: true)
    return [.openStorefront(account, in: session.id)]
  }

  mutating func finishStorefront(_ address: String, isOpen: Bool) {
    activity = nil
    prompt = nil
    guard isOpen else {
      let before: CleanText? =
        if case .announcement(let first) = notice { first.summary } else { nil }
      notice = .announcement(
        UserMessage(
          "No browser could be opened. The storefront is at \(address) until you quit.",
          recoverySuggestion: before.map { Remedy($0) }))
      return
    }
    // What the person has to read first stays.
    guard notice?.isTransient != false else { return }
    let name = actingID.map { session.name(of: $0) } ?? "nobody"
    let follows =
      terminalAccount == nil
      ? "It follows every switch until you quit." : "It stays so until you quit."
    notice = .success(
      "The storefront is open in the browser as \(name)"
        + (store.isProduction ? ", for reading only. " : ". ") + follows)
  }
}
