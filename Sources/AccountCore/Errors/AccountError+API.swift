import AccountModel
import CommerceAPI

extension AccountError {
  /// Puts into words why a request failed. Refusals are told apart: the client, the member's
  /// credential, the account token, the sign-in settings, and everything else.
  ///
  /// - Parameter login: the command that signs in, `--profile` included.
  init(_ error: APIError, at store: Store, login: CleanText) {
    let told = Self.error(error, at: store, login: login)
    // What a store says may be anything, so it is shown and not kept.
    let kept = Self.error(error.withoutReasons, at: store, login: login)
    self.init(told.kind, told.userMessage, auditSummary: kept.userMessage.summary)
  }

  private static func error(
    _ error: APIError, at store: Store, login: CleanText
  ) -> AccountError {
    let place = store.endpoint
    func network(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .network, summary, unchanged: nothingChanged, recoverySuggestion: recovery)
    }
    return switch error {
    case .refused(let refusal): refused(refusal, at: store, login: login)
    case .unavailable(429, let reason):
      network(
        "\(place) received too many requests\(inParentheses(429, reason)).",
        "Wait a minute and try again.")
    case .unavailable(let status, let reason):
      network(
        "\(place) could not answer\(inParentheses(status, reason)).", "Try again later.")
    case .unreadable(let what):
      network(
        "\(place) sent an answer that is not valid: \(what).",
        "Check that the endpoint is a Commerce API.")
    case .redirected(let target):
      network(
        "\(place) redirects to \(target). Redirects are not followed, so that tokens stay at one "
          + "store.", "Check the endpoint.")
    case .unreachable(let reason):
      network(
        "\(place) cannot be reached: \(reason).", "Check the network and the endpoint.")
    case .timedOut(let seconds, let wait):
      network(
        waitedInVain(for: wait, place, seconds), "Check the network, or try again later.")
    case .overBudget(let overrun): network(summary(overrun, place), recovery(overrun))
    case .untrusted(let fault):
      network(fault.summary(at: store.endpoint), fault.recovery(at: store.endpoint))
    case .proxyFailed(let failure): network(failure.summary(place), failure.recovery)
    case .cancelled: .cancelled
    }
  }

  private static func waitedInVain(
    for wait: APIError.Wait, _ place: Endpoint, _ seconds: Int
  ) -> CleanText {
    switch wait {
    case .connection: "\(place) did not accept a connection within \(seconds) seconds."
    case .handshake: "\(place) did not complete the TLS handshake within \(seconds) seconds."
    case .answer: "\(place) did not answer within \(seconds) seconds."
    case .body(let received):
      "\(place) did not complete its answer within \(seconds) seconds; \(received) bytes of it had "
        + "come."
    }
  }

  private static func summary(_ overrun: Budget.Overrun, _ place: Endpoint) -> CleanText {
    switch overrun {
    case .seconds(let limit):
      "\(place) did not give all answers within \(limit) seconds, the limit of one command."
    case .bytes(let limit):
      "\(place) sent more than \(limit >> 20) MiB, the limit of one command."
    case .requests(let limit):
      "\(place) did not give everything within \(limit) requests, the limit of one command."
    }
  }

  private static func recovery(_ overrun: Budget.Overrun) -> Remedy {
    switch overrun {
    case .seconds: "Check the network, or try again later."
    case .bytes, .requests: "Request less at once."
    }
  }

  private static func refused(
    _ refusal: Refusal, at store: Store, login: CleanText
  ) -> AccountError {
    let answer = inParentheses(refusal.status, refusal.reason)
    func signIn(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .signInNeeded, summary, unchanged: nothingChanged, recoverySuggestion: recovery)
    }
    if refusal.isStoreMismatch {
      return signIn(
        "The password profile or the member belongs to another store than the client ID "
          + "\(store.clientID, limit: 80)\(answer).",
        "Check the client ID and the password profile.")
    }
    switch refusal.subject {
    case .client:
      return signIn(
        "\(store.endpoint) does not know the client ID \(store.clientID, limit: 80), or "
          + "refused its secret\(answer).",
        "Check the client ID, its secret if it has one, and the region of the endpoint.")
    case .credential(let mechanism): return refused(mechanism, refusal.status, answer, login)
    case .accountToken:
      return signIn(
        "The store no longer accepts the tokens of this session\(answer).",
        "\(action: .signInAgain(login)).")
    case .settings:
      return signIn(
        "The store does not show this client how members sign in\(answer).",
        "Ask the administrator of the store for the ID of the realm and of the password profile, "
          + "and give them with --realm and --password-profile.")
    case .resource:
      return AccountError(
        .network, "\(store.endpoint) refused the request\(answer).", unchanged: nothingChanged,
        recoverySuggestion: "Check the endpoint and its region.")
    }
  }

  private static func refused(
    _ mechanism: Mechanism, _ status: Int, _ answer: CleanText, _ login: CleanText
  ) -> AccountError {
    let (summary, recovery): (CleanText, Remedy) =
      switch mechanism {
      case .password:
        (
          "The store refused the user name or the password\(answer).",
          "Check the user name, the password and the password profile."
        )
      case .passwordless:
        (
          "The store refused the one-time password\(answer).",
          "It may be wrong or older than ten minutes: try again, or request a new one."
        )
      case .oidc:
        (
          "The store refused the answer of the identity provider\(answer).",
          "\(action: .signInAgain(login)); if that fails too, ask the administrator of the store."
        )
      case .selfSignup where status == 403:
        (
          "The store does not allow self sign-up\(answer).",
          "Ask the administrator of the store to add you as a member."
        )
      case .selfSignup where status == 409 || status == 422:
        (
          "The store refused the sign-up\(answer): the user name or e-mail address may be taken.",
          "Sign in instead, or choose another user name."
        )
      case .selfSignup:
        ("The store refused the sign-up\(answer).", "Check what you entered.")
      case .customer:
        (
          "The store refused the e-mail address or the password\(answer).",
          "Check both; a customer is not an account member."
        )
      case .token:
        (
          "The store refused the account token\(answer).",
          "It may have expired: get another, or \(action: .signIn(login))."
        )
      }
    return AccountError(
      .signInNeeded, summary, unchanged: nothingChanged, recoverySuggestion: recovery)
  }
}

/// The store's answer in parentheses: the status, and what it said.
private func inParentheses(_ status: Int, _ reason: String?) -> CleanText {
  reason.map { " (\(status): \($0))" } ?? " (\(status))"
}

extension APIError {
  /// The same failure without what the store said about it.
  fileprivate var withoutReasons: APIError {
    switch self {
    case .refused(let refusal):
      .refused(
        Refusal(
          status: refusal.status, subject: refusal.subject,
          reasons: refusal.isStoreMismatch ? ["store id mismatch"] : []))
    case .unavailable(let status, _): .unavailable(status: status, reason: nil)
    case .redirected: .redirected(to: "another address")
    case .unreadable, .unreachable, .timedOut, .overBudget, .untrusted, .proxyFailed, .cancelled:
      self
    }
  }
}
