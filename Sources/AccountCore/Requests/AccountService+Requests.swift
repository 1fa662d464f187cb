package import AccountModel
import CommerceAPI
package import Foundation

/// One request that somebody sends to the store as an account.
package struct AccountRequest: Sendable {
  package var method: String
  package var path: RequestPath
  package var headers: [HeaderField]
  package var body: Data?

  package init(_ method: String, _ path: RequestPath, headers: [HeaderField], body: Data?) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }
}

/// The store's answer to an ``AccountRequest``, whatever its status.
package struct AccountResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: Data
}

/// Sends requests as one account, which was checked and recorded when it was made.
package struct RequestSession: Sendable {
  package let acting: ActingAccount
  fileprivate let service: AccountService
  fileprivate let connection: StoreConnection
  /// What the pages of a list may take together; `nil` gives each request a budget of its own.
  fileprivate var budget: Budget?

  /// The same session for the pages of one list, which have one budget together.
  ///
  /// - Parameter isKept: whether the pages are kept in memory until the last one is there.
  package func forList(isKept: Bool) -> RequestSession {
    var session = self
    session.budget = Budget(isKept ? .keptList : .list)
    return session
  }
}

extension AccountService {
  /// Begins to send requests as an account: asks for a reason where one is needed, renews the token
  /// where it has to be, and records the event.
  ///
  /// - Parameter action: what is sent, for the history: the method and the path, without the query.
  package func requests(
    as acting: ActingAccount, action: String? = nil, reason: String?, prompter: any Prompter
  ) async throws(AccountError) -> RequestSession {
    let recorder = try await recorder(.api, acting, action: action, reason: reason, prompter)
    _ = try await recorder.recordingFailure { () throws(AccountError) in
      try await liveToken(of: acting.account, in: acting.session, at: acting.selector)
    }
    let connection = try connection(to: acting.selector)
    try recorder.record()
    return RequestSession(acting: acting, service: self, connection: connection)
  }
}

extension RequestSession {
  /// Sends a request once and gives its answer whatever the status. An access token that the store
  /// refuses is replaced, and an account token that expires meanwhile is renewed.
  package func send(_ request: AccountRequest) async throws(AccountError) -> AccountResponse {
    let held = try await service.liveToken(
      of: acting.account, in: acting.session, at: acting.selector)
    guard let identity = HeaderField(identifying: held.token.secret, by: acting.session.id.method)
    else { throw .unsendableToken(login: acting.selector.loginCommand) }
    var client = connection.client
    client.budget = budget ?? Budget()
    var unauthorized: HTTPResponse?
    do throws(APIError) {
      let response = try await connection.withAccessToken(clock: acting.session.clock) {
        [client] accessToken throws(APIError) in
        guard let authorization = HeaderField(authorizing: accessToken) else {
          throw .unreadable("the access token cannot be sent in a header")
        }
        let response = try await client.sendOnce(
          HTTPRequest(
            request.method, request.path.text,
            headers: request.headers + [authorization, identity], body: request.body))
        guard response.status != 401 else {
          unauthorized = response
          throw .refused(Refusal(status: 401, subject: .resource, reasons: []))
        }
        return response
      }
      return AccountResponse(response)
    } catch {
      if case .refused(let refusal) = error, refusal.subject == .resource, let unauthorized {
        return AccountResponse(unauthorized)
      }
      throw connection.error(error)
    }
  }
}

extension AccountResponse {
  fileprivate init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    body = response.body
  }
}
