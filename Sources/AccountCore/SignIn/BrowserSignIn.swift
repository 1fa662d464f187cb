import AccountModel
import CommerceAPI
import Foundation
import ProfileSettings
import SignInCallback
import Synchronization

/// Signs in at the store's identity provider (OpenID Connect): the person's browser comes back to
/// this machine, or the person pastes the address it ended at.
struct BrowserSignIn: Sendable {
  let flow: SignInFlow
  let options: SignInOptions

  /// How long to wait for the browser.
  private static let limit = Duration.seconds(300)

  /// How long the store may take to accept the code and to list the accounts.
  private static let exchangeLimit = Duration.seconds(300)

  func run(_ connection: StoreConnection) async throws(AccountError) -> SignInFlow.SignedIn {
    let profile = try await flow.openIDProfile(options)
    let (endpoint, clientID) = try await options.authorization(ofProfile: profile.id)
    let request: AuthorizationRequest
    do throws(AuthorizationError) {
      request = try AuthorizationRequest(
        endpoint: endpoint, clientID: clientID, redirectURI: try redirectURI())
    } catch {
      throw AccountError(error)
    }
    let roster = try await answer(to: request) { credential throws(AccountError) in
      try await flow.load(credential, connection)
    }
    return SignInFlow.SignedIn(
      method: .openIDProfile(profile.id), username: nil, roster: roster,
      profile: profile)
  }

  private func redirectURI() throws(AuthorizationError) -> RedirectURI {
    guard let text = flow.request.redirectURI ?? flow.selector.profile?.redirectURI else {
      return .standard
    }
    guard let uri = RedirectURI(text: text) else { throw .invalidRedirectURI(text) }
    return uri
  }

  /// Exchanges the code that arrives first, by the browser or by hand. The browser is told that the
  /// person is signed in only when the store accepted the code.
  private func answer(
    to request: AuthorizationRequest,
    exchange: @escaping @Sendable (SignInCredential) async throws(AccountError) -> LoadedRoster
  ) async throws(AccountError) -> LoadedRoster {
    let pasted = await flow.prompter.pastedAddresses()
    if request.redirectURI.port == nil, pasted == nil {
      throw AccountError(
        .usage,
        "The browser comes back to \(request.redirectURI.text, limit: 100), which is not "
          + "on this machine, and there is no terminal to paste its address into.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Run the command in a terminal.")
    }
    let result = await withTaskGroup(of: Result<LoadedRoster, AccountError>?.self) { group in
      group.addTask { await received(request, exchange) }
      if let pasted { group.addTask { await handedOver(pasted, request, exchange) } }
      defer { group.cancelAll() }
      for await result in group {
        if let result { return result }
      }
      return .failure(.cancelled)
    }
    return try result.get()
  }

  /// Waits for the browser on this machine.
  ///
  /// - Returns: `nil` when the redirect address is not on this machine.
  private func received(
    _ request: AuthorizationRequest,
    _ exchange: @escaping @Sendable (SignInCredential) async throws(AccountError) -> LoadedRoster
  ) async -> Result<LoadedRoster, AccountError>? {
    let prompter = flow.prompter
    guard let port = request.redirectURI.port else {
      await prompter.openBrowser(at: request.address)
      return nil
    }
    let outcome = Mutex<Result<LoadedRoster, AccountError>?>(nil)
    do throws(CallbackError) {
      _ = try await CallbackServer(port: port, path: request.redirectURI.path).waitForCallback(
        within: Self.limit, exchangeLimit: Self.exchangeLimit,
        onListening: { await prompter.openBrowser(at: request.address) }
      ) { address in
        let credential: SignInCredential
        do throws(AuthorizationError) {
          credential = try request.credential(from: address)
        } catch {
          guard case .refused(let words) = error else { return .ignored }
          outcome.withLock { $0 = .failure(AccountError(error)) }
          return .refused(words)
        }
        do throws(AccountError) {
          let roster = try await exchange(credential)
          outcome.withLock { $0 = .success(roster) }
          return .accepted
        } catch {
          outcome.withLock { $0 = .failure(error) }
          return .refused(error.userMessage.summary.string)
        }
      }
    } catch {
      return .failure(AccountError(error))
    }
    return outcome.withLock { $0 } ?? .failure(.cancelled)
  }

  /// Takes pasted addresses until one is the answer.
  ///
  /// - Returns: `nil` when nobody pastes any more.
  private func handedOver(
    _ addresses: AsyncStream<String>, _ request: AuthorizationRequest,
    _ exchange: @Sendable (SignInCredential) async throws(AccountError) -> LoadedRoster
  ) async -> Result<LoadedRoster, AccountError>? {
    for await line in addresses {
      let address = line.trimmingCharacters(in: .whitespaces)
      guard !address.isEmpty else { continue }
      let credential: SignInCredential
      do throws(AuthorizationError) {
        credential = try request.credential(from: address)
      } catch {
        if case .refused = error { return .failure(AccountError(error)) }
        flow.prompter.notify(.addressRefused(AccountError(error).userMessage))
        continue
      }
      do throws(AccountError) {
        return .success(try await exchange(credential))
      } catch {
        return .failure(error)
      }
    }
    return request.redirectURI.port == nil ? .failure(.cancelled) : nil
  }
}

extension AccountError {
  fileprivate init(_ error: AuthorizationError) {
    func signIn(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .signInNeeded, summary, unchanged: Self.nothingChanged, recoverySuggestion: recovery)
    }
    self =
      switch error {
      case .unusableEndpoint:
        signIn(
          "The store names an address of its identity provider that is not safe to open.",
          "Ask the administrator of the store.")
      case .foreignAddress:
        signIn(
          "That is not the address the browser comes back to.",
          "Copy the whole address from the browser, from its beginning.")
      case .wrongState:
        signIn(
          "That address belongs to another sign-in.", "Use the address from the newest browser tab."
        )
      case .refused(let words):
        AccountError(
          .signInNeeded,
          UserMessage(
            "The identity provider refused (\(words)).", unchanged: Self.nothingChanged,
            recoverySuggestion: "Try again, or ask its administrator."),
          auditSummary: "The identity provider refused.")
      case .invalidRedirectURI(let text):
        AccountError(
          .usage, "The redirect URI “\(text, limit: 100)” is invalid.",
          unchanged: Self.nothingChanged,
          recoverySuggestion: "Use http://localhost:PORT/PATH, or the https address that is "
            + "registered at the provider.")
      }
  }

  fileprivate init(_ error: CallbackError) {
    func signIn(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .signInNeeded, summary, unchanged: Self.nothingChanged, recoverySuggestion: recovery)
    }
    self =
      switch error {
      case .portBusy(let port):
        signIn(
          "Another program uses port \(port) of this machine, where the browser would come back "
            + "to.", "Close that program, or choose another registered address with --redirect-uri."
        )
      case .cannotListen(let reason):
        signIn(
          "epswitch cannot listen for the browser on this machine: \(cleanText(reason)).",
          "Choose another registered address with --redirect-uri.")
      case .timedOut(let limit):
        signIn(
          "The browser did not come back within \(limit.components.seconds) seconds.",
          "Run the command again.")
      case .exchangeTimedOut(let limit):
        signIn(
          "The store did not finish the sign-in within \(limit.components.seconds) seconds.",
          "Try again later.")
      case .cancelled: .cancelled
      }
  }
}
