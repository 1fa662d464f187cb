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
  /// This machine's clock.
  let now: @Sendable () -> Date

  package init(
    client: CommerceClient, vault: Vault, grant: BearerGrant = .implicit,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.client = client
    self.vault = vault
    self.grant = grant
    self.now = now
  }

  package var store: Store { client.store }
}
