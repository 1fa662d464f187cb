package import AccountModel
package import AccountVault
package import Foundation

// What commands ask of the saved session alone, without the network.
extension Vault {
  /// The session without its roster.
  ///
  /// - Throws: ``Failure/notSignedIn(_:)`` when there is none.
  package func requireSummary(at place: SessionPlace) throws(Failure) -> SessionSummary {
    let saved = try inVault { () throws(VaultError) in
      try summary(at: place.store, of: place.username)
    }
    guard let saved else { throw .notSignedIn(place) }
    return saved
  }

  /// The session with its roster.
  ///
  /// - Throws: ``Failure/notSignedIn(_:)`` when there is none.
  package func requireSession(at place: SessionPlace) throws(Failure) -> Session {
    let saved = try inVault { () throws(VaultError) in
      try session(at: place.store, of: place.username)
    }
    guard let saved else { throw .notSignedIn(place) }
    return saved
  }

  /// The one account of the active session a person means by a text, see
  /// ``AccountModel/Roster/account(matching:)``.
  ///
  /// - Throws: ``Failure/accountNotFound(_:)`` and ``Failure/accountAmbiguous(_:_:)``.
  package func account(
    matching text: String, in summary: SessionSummary
  ) throws(Failure) -> Account {
    let key = summary.key
    let exact = try inVault { () throws(VaultError) in try account(AccountID(text), in: key) }
    if let exact { return exact.account }
    return try requireSession(at: summary.place).roster.requireAccount(matching: text)
  }

  /// The token kept for an account, as long as it lives.
  ///
  /// - Parameter now: this machine's time.
  /// - Throws: ``Failure/tokenExpired(_:)``, and ``Failure/sessionExpired`` when the vault key that
  ///   sealed it is gone.
  package func liveToken(
    of account: Account, in summary: SessionSummary, now: Date
  ) throws(Failure) -> AccountToken {
    let key = summary.key
    let kept = try inVault { () throws(VaultError) in try token(of: account.id, in: key) }
    guard let kept else { throw .accountNotFound(account.id.rawValue) }
    guard kept.expiry?.hasPassed(at: summary.clock.now(local: now)) != true else {
      throw .tokenExpired(account)
    }
    return kept
  }

  /// The tokens kept for all accounts of a session, as far as they live.
  ///
  /// - Parameter now: this machine's time.
  package func liveTokens(
    in summary: SessionSummary, now: Date
  ) throws(Failure) -> [AccountID: AccountToken] {
    let key = summary.key
    return try inVault { () throws(VaultError) in
      try liveTokens(in: key, at: summary.clock.now(local: now))
    }
  }

  /// What an account's token says about itself; `nil` when it says nothing we can read.
  package func claims(
    of id: AccountID, in summary: SessionSummary
  ) throws(Failure) -> TokenClaims? {
    let key = summary.key
    let kept = try inVault { () throws(VaultError) in try token(of: id, in: key) }
    return kept.flatMap { TokenClaims($0.secret) }
  }
}

extension Roster {
  /// Like ``AccountModel/Roster/account(matching:)``, with the errors of the core.
  package func requireAccount(matching text: String) throws(Failure) -> Account {
    do throws(AccountSearchError) {
      return try account(matching: text)
    } catch {
      switch error {
      case .notFound: throw .accountNotFound(text)
      case .ambiguous(let accounts): throw .accountAmbiguous(text, accounts)
      }
    }
  }
}

extension SessionSummary {
  /// Where this very session is found again.
  package var place: SessionPlace { SessionPlace(store, username: member.id) }

  /// The account acted as.
  ///
  /// - Throws: ``Failure/noAccountSelected``.
  package func requireAccount() throws(Failure) -> Account {
    guard let selected else { throw .noAccountSelected }
    return selected
  }
}

/// Does something with the vault and sorts its errors.
func inVault<Value>(_ body: () throws(VaultError) -> Value) throws(Failure) -> Value {
  do {
    return try body()
  } catch VaultError.keyLost {
    // What the lost key sealed cannot come back, so the way on is to sign in again.
    throw .sessionExpired
  } catch {
    throw .vault(error)
  }
}
