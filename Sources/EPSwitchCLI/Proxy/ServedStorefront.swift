import AccountCore
import AccountModel
import AccountProxy
import Foundation
import ShellBridge

/// A storefront served on this machine as whoever a session acts as, until it is stopped.
struct ServedStorefront: Sendable {
  /// What a browser opens; it holds the key of this run.
  let address: String
  private let session: ForwardingSession
  private let server: ProxyServer

  /// - Parameters:
  ///   - session: who acts; its start is in the history, and its end will be.
  ///   - port: 0 takes any that is free.
  ///   - log: told about every request; `nil` where nothing is logged.
  /// - Throws: ``AccountCore/AccountError`` when it cannot listen.
  init(
    _ storefront: Storefront, as session: ForwardingSession, _ service: AccountService,
    port: Int = 0, log: (@Sendable (RequestLogEntry) -> Void)? = nil
  ) async throws(AccountError) {
    self.session = session
    let encoding = PercentEncoding(keeping: "")
    do throws(AccountError) {
      let proxy = try await StorefrontProxy.start(
        port: port, to: try service.route(to: storefront.endpoint), authority: session,
        accountCookie: storefront.accountCookie,
        cookieValue: { identity in
          (try? identity.credentials.storefrontCookie())
            .map(encoding.encoded)
        },
        changes: session.changes, now: { service.now }, log: log)
      (address, server) = (proxy.address, proxy.server)
    } catch {
      session.recordEnd()
      throw error
    }
  }

  func stop() async {
    await server.stop()
    session.recordEnd()
  }
}
