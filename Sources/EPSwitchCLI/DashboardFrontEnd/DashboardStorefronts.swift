import AccountCore
import AccountModel
import ProfileSettings
import SignInCallback

/// The storefronts that a dashboard has opened. They are served beside it, away from the main actor,
/// until it is left; opening one again only shows it again.
actor DashboardStorefronts {
  /// What one is served for.
  private struct Place: Hashable {
    let storefront: Storefront
    let store: Store
    let profile: String?
    let session: SessionID
  }

  /// A service of its own: the dashboard is told what others write to the vault, and a token that is
  /// renewed for a page is to be seen there.
  private let service: AccountService
  private let browser: BrowserOpener
  private var served: [Place: ServedStorefront] = [:]

  init(_ service: AccountService, _ browser: BrowserOpener) {
    self.service = service
    self.browser = browser
  }

  /// Serves the storefront of a place, if that is not done yet, and shows it in a browser.
  ///
  /// - Parameters:
  ///   - account: whom the screen shows as acted as.
  ///   - reason: why, where the command line says it; production asks where one is needed.
  /// - Returns: its address, and whether a browser shows it.
  /// - Throws: ``AccountCore/AccountError``.
  func open(
    as account: AccountID, in session: SessionID, at selector: SessionSelector, reason: String?,
    prompter: any Prompter
  ) async throws(AccountError) -> (address: String, isOpen: Bool) {
    let acting = try service.currentAccount(at: selector, shown: account, in: session)
    let storefront = try service.storefront(for: acting)
    let place = Place(
      storefront: storefront, store: selector.store, profile: selector.profile?.name,
      session: session)
    let address: String
    if let running = served[place] {
      address = running.address
    } else {
      let forwarding = try await service.forwarding(
        as: acting, for: .storefront, allowsWrites: false, reason: reason, prompter: prompter)
      let started = try await ServedStorefront(storefront, as: forwarding, service)
      served[place] = started
      address = started.address
    }
    return (address, await browser.open(address))
  }

  /// Ends them all.
  func stop() async {
    for storefront in served.values { await storefront.stop() }
    served = [:]
  }
}
