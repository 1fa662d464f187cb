package import AccountModel
package import AccountVault
package import CommerceAPI
package import Foundation

/// A store as the core works with it: the API that answers for it and the vault that keeps what it
/// gave. The jobs of the core (sign in, refresh, switch) are its extensions.
package struct StoreAccess: Sendable {
  package let client: CommerceClient
  package let vault: Vault
  let grant: BearerGrant
  /// Whose session; `nil` means that of the one who signed in last.
  let username: String?
  /// This machine's clock.
  let now: @Sendable () -> Date

  package init(
    client: CommerceClient, vault: Vault, username: String? = nil, grant: BearerGrant = .implicit,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.client = client
    self.vault = vault
    self.username = username
    self.grant = grant
    self.now = now
  }

  package var store: Store { client.store }

  /// Which session the jobs are about.
  package var place: SessionPlace { SessionPlace(store, username: username) }

  /// The session without its roster.
  ///
  /// - Throws: ``Failure/notSignedIn(_:)`` when there is none.
  package func summary() throws(Failure) -> SessionSummary { try vault.requireSummary(at: place) }

  /// The session with its roster.
  ///
  /// - Throws: ``Failure/notSignedIn(_:)`` when there is none.
  package func session() throws(Failure) -> Session { try vault.requireSession(at: place) }
}
