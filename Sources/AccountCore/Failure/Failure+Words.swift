package import AccountModel
import AccountVault
import CommerceAPI

extension Failure {
  /// The failure in words for people: what happened, what was kept, what to do.
  package var explanation: Explanation {
    switch self {
    case .notSignedIn(let place):
      Explanation(
        "\(place.username.map { cleanText($0, limit: 80) + " is not" } ?? "Nobody is") signed in "
          + "at \(place.store.endpoint).",
        remedy: "Sign in with `epswitch login`.")
    case .sessionExpired:
      Explanation(
        "The session has run out.", kept: "The list of accounts is kept.",
        remedy: "Sign in again with `epswitch login`.")
    case .signInRefused(let status, let reason):
      Explanation(
        "The store refused the sign-in (\(answer(status, reason))).", kept: "Nothing was changed.",
        remedy: "Check the user name, the password and the password profile.")
    case .tokenRefused(let status, let reason):
      Explanation(
        "The store no longer accepts the session (\(answer(status, reason))).",
        kept: "You act as before.", remedy: "Sign in again with `epswitch login`.")
    case .noAccountSelected:
      Explanation(
        "No account is chosen.", remedy: "Choose one with `epswitch switch`.")
    case .noPreviousAccount:
      Explanation(
        "There is no previous account to go back to.", kept: "You act as before.",
        remedy: "Name an account: `epswitch switch NAME`.")
    case .accountNotFound(let text):
      Explanation(
        "No account of yours matches “\(cleanText(text, limit: 80))”.",
        kept: "You act as before.",
        remedy: "See them with `epswitch list`, or load them anew with `epswitch list --refresh`.")
    case .accountAmbiguous(let text, let accounts):
      Explanation(
        "“\(cleanText(text, limit: 80))” could be any of \(accounts.count) accounts: "
          + listed(accounts) + ".",
        kept: "You act as before.", remedy: "Use more of the name, or the ID.")
    case .accountGone(let account):
      Explanation(
        "\(account.displayName) (\(account.id)) is no longer one of your accounts.",
        kept: "You act as before.", remedy: "Load the accounts anew with `epswitch refresh`.")
    case .tokenDeadOnArrival(let account):
      Explanation(
        "The store gave a token for \(account.displayName) (\(account.id)) that had already run "
          + "out.",
        kept: "You act as before.", remedy: "Ask who runs the store.")
    case .tokenExpired(let account):
      Explanation(
        "The token of \(account.displayName) (\(account.id)) has run out.",
        kept: "You still act as this account.", remedy: "Renew it with `epswitch refresh`.")
    case .passwordProfileNeeded(let profiles):
      Explanation(
        "The store has several password profiles: "
          + profiles.map { "\($0.name) (\($0.id))" }.joined(separator: ", ") + ".",
        kept: "The password was not sent.", remedy: "Name one with --password-profile ID.")
    case .passwordProfileUnknown:
      Explanation(
        "The store does not tell its password profiles.", kept: "The password was not sent.",
        remedy: "Name one with --password-profile ID.")
    case .customerHasOneIdentity:
      Explanation(
        "You are signed in as a customer, which is one identity: there are no accounts to switch "
          + "between, and its token cannot be renewed.",
        kept: "You act as before.",
        remedy: "Sign in as an account member to switch: `epswitch login --mechanism password`.")
    case .authorization(let error): error.explanation
    case .oidcProfileNeeded(let profiles):
      Explanation(
        "The store has several OpenID profiles: "
          + profiles.map { "\($0.name) (\($0.id))" }.joined(separator: ", ") + ".",
        kept: "Nothing was changed.", remedy: "Name one with --oidc-profile ID.")
    case .oidcProfileUnknown:
      Explanation(
        "The store has no OpenID profile of that kind, or does not tell.",
        kept: "Nothing was changed.", remedy: "Choose another --mechanism.")
    case .network(let error, let store): error.explanation(at: store)
    case .vault(let error): error.explanation
    case .cancelled: Explanation("Cancelled.", kept: "Nothing was changed.")
    }
  }
}

/// The store's answer in brackets: the status, and what it said.
private func answer(_ status: Int, _ reason: String?) -> String {
  reason.map { "\(status): \($0)" } ?? "\(status)"
}

/// The first few accounts with their IDs, since names can be the same.
private func listed(_ accounts: [Account]) -> String {
  let shown = accounts.prefix(5).map { "\($0.displayName) (\($0.id))" }.joined(separator: ", ")
  return accounts.count > 5 ? "\(shown) and \(accounts.count - 5) more" : shown
}

extension AuthorizationError {
  fileprivate var explanation: Explanation {
    let kept = "Nothing was changed."
    return switch self {
    case .unusableEndpoint:
      Explanation(
        "The store names an address of its OpenID provider that is not safe to open.", kept: kept,
        remedy: "Ask who runs the store.")
    case .foreignAddress:
      Explanation(
        "That is not the address the browser comes back to.", kept: kept,
        remedy: "Copy the whole address, from http://localhost on.")
    case .wrongState:
      Explanation(
        "That address answers another sign-in than this one.", kept: kept,
        remedy: "Close older tabs and start again.")
    case .refused(let words):
      Explanation(
        "The OpenID provider refused (\(words)).", kept: kept, remedy: "Try again, or ask it why.")
    }
  }
}

extension APIError {
  fileprivate func explanation(at store: Store) -> Explanation {
    let place = store.endpoint.description
    let kept = "Nothing was changed."
    switch self {
    case .refused(let status, let reason):
      return Explanation("\(place) refused (\(answer(status, reason))).", kept: kept)
    case .unavailable(429, let reason):
      return Explanation(
        "\(place) is asked too often (\(answer(429, reason))).", kept: kept,
        remedy: "Wait a minute and try again.")
    case .unavailable(let status, let reason):
      return Explanation(
        "\(place) could not answer (\(answer(status, reason))).", kept: kept,
        remedy: "Try again in a while.")
    case .unreadable(let what):
      return Explanation(
        "\(place) sent what we cannot read: \(what).", kept: kept,
        remedy: "Check that the endpoint is a Commerce API.")
    case .redirected(let target):
      return Explanation(
        "\(place) points to \(target); redirects are not followed, so that tokens stay at one "
          + "store.",
        kept: kept, remedy: "Check the endpoint.")
    case .unreachable(let reason):
      return Explanation(
        "\(place) cannot be reached: \(reason).", kept: kept,
        remedy: "Check the network and the endpoint.")
    case .timedOut(let seconds):
      return Explanation(
        "\(place) did not answer within \(seconds) seconds.", kept: kept,
        remedy: "Check the network, or try again in a while.")
    case .untrusted(let reason):
      return Explanation(
        "\(place) cannot be trusted: \(reason).", kept: kept,
        remedy: "If it uses a certificate authority of your own, name its file with --ca-file.")
    case .cancelled: return Explanation("Cancelled.", kept: kept)
    }
  }
}
