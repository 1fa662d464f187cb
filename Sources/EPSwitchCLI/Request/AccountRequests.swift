import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ShellBridge

/// Sends requests to the store as one account.
struct AccountRequests {
  private let access: StoreAccess
  private let clock: ServerClock
  private let identity: (name: String, value: String)

  var store: Store { access.store }

  /// - Parameters:
  ///   - given: the account; `nil` is the acting one.
  ///   - reason: why, when the account was chosen for this command; it goes into the history.
  /// - Throws: ``AccountCore/Failure/tokenExpired(_:)`` among others; the network is not touched.
  init(_ context: CommandContext, as given: String?, reason: String?) throws {
    access = try context.access(to: context.target())
    let summary = try access.summary()
    clock = summary.clock
    let account = try context.actingAccount(given, in: summary)
    let token = try context.vault.liveToken(of: account, in: summary, now: .now)
    guard token.secret.fitsHeader else { throw ShellBridgeError.unsendableToken }
    let kind = AccountGrant.Kind(summary.mechanism)
    identity = (kind.headerName, token.secret.reveal())
    if let reason {
      try context.vault.recordHandingOut(
        .exec, of: account, in: summary, reason: reason, now: .now)
    }
  }

  /// Sends a request once and gives its answer whatever the status. A bearer that the store took
  /// back is replaced.
  func send(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
    var unauthorized: HTTPResponse?
    do throws(APIError) {
      return try await access.withBearer(clock: clock) { bearer throws(APIError) in
        var request = request
        request.headers += [("Authorization", "Bearer \(bearer.reveal())"), identity]
        let response = try await access.client.sendOnce(request)
        guard response.status != 401 else {
          unauthorized = response
          throw .refused(status: 401, reason: nil)
        }
        return response
      }
    } catch {
      switch error {
      case .refused(let status, let reason):
        if let unauthorized { return unauthorized }
        throw .signInRefused(status: status, reason: reason)
      case .cancelled: throw .cancelled
      default: throw .network(error, store)
      }
    }
  }
}
