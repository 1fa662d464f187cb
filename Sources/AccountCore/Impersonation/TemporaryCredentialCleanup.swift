package import AccountModel
import AccountVault
import CommerceAPI
import ProfileSettings

/// Deletes at the stores what interrupted impersonations left there.
struct TemporaryCredentialCleanup: Sendable {
  private let service: AccountService

  init(_ service: AccountService) { self.service = service }

  /// What was found to be left at a store.
  struct Report: Sendable {
    /// How many user names were deleted at the store.
    var deleted = 0
    /// What could not be done.
    var failures: [UserMessage] = []
  }

  /// Cleans up at one store.
  ///
  /// - Returns: what could not be done.
  func run(at desk: StoreConnection) async -> [UserMessage] {
    await report(at: desk.selector.store, desk).failures
  }

  /// - Parameter desk: the store under the client's secret; `nil` finds the secret itself.
  func report(at store: Store, _ desk: StoreConnection? = nil) async -> Report {
    var report = Report()
    let all = (try? service.vault.temporaryCredentials()) ?? []
    let left = all.filter { $0.store == store }
    guard !left.isEmpty else { return report }
    let connection: StoreConnection
    do throws(AccountError) {
      if let desk { connection = desk } else { connection = try self.desk(at: store) }
    } catch {
      report.failures = [Self.failure(left.count, at: store, error)]
      return report
    }
    for credential in left {
      do throws(AccountError) {
        if try await clean(credential, connection) { report.deleted += 1 }
      } catch {
        report.failures.append(Self.failure(1, at: store, error))
      }
    }
    return report
  }

  /// Cleans up at every store.
  func reportAll() async -> Report {
    var report = Report()
    let all = (try? service.vault.temporaryCredentials()) ?? []
    for store in Set(all.map(\.store)).sorted(by: { $0.key < $1.key }) {
      let part = await self.report(at: store)
      report.deleted += part.deleted
      report.failures += part.failures
    }
    return report
  }

  /// - Returns: whether something was deleted at the store.
  private func clean(
    _ credential: TemporaryCredential, _ desk: StoreConnection
  ) async throws(AccountError) -> Bool {
    let keeper = TemporaryCredentialKeeper(service: service, desk: desk, credential: credential)
    do throws(RenewalLockError<AccountError>) {
      return try await service.vault.owning(credential) { () async throws(AccountError) -> Bool in
        let wasFound = try await keeper.deleteIfPresent()
        if wasFound || keeper.isSettled {
          try inVault { () throws(VaultError) in
            try service.vault.forgetTemporaryCredential(credential)
          }
        }
        return wasFound
      } ?? false  // The process that made it lives, and deletes it itself.
    } catch {
      switch error {
      case .work(let error): throw error
      case .vault(let error): throw AccountError(error)
      case .cancelled: throw .cancelled
      }
    }
  }

  /// A note does not say where a secret may be sent: anybody who writes the file can write one. The
  /// store has to be one of the settings, or the one that the secret was sealed for.
  private func desk(at store: Store) throws(AccountError) -> StoreConnection {
    let profiles = (try? service.settingsFile?.load().profiles) ?? []
    let profile = profiles.first {
      $0.store == store && $0.impersonationProfile != nil && $0.grantType == .clientCredentials
    }
    if let profile {
      return try service.deskConnection(
        to: SessionSelector(store: store, profile: profile, origin: .settings))
    }
    let selector = SessionSelector(store: store, profile: nil, origin: .settings)
    let sealed = try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try service.vault.clientSecret(for: store)
    }
    guard let secret = sealed else { throw AccountService.clientSecretMissing(at: selector) }
    return StoreConnection(
      client: try service.client(for: selector), selector: selector,
      grant: .clientCredentials(secret: secret), vault: service.vault,
      now: service.configuration.now)
  }

  private static func failure(_ count: Int, at store: Store, _ error: AccountError) -> UserMessage {
    UserMessage(
      "\(count == 1 ? "A user name" : "\(count) user names") that an interrupted impersonation made "
        + "may be left at \(store.endpoint): \(error.userMessage.summary)",
      recoverySuggestion: error.userMessage.recoverySuggestion
        .joined(to: "`epswitch doctor` deletes what is left."))
  }
}

extension AccountService {
  /// Deletes at the stores what interrupted impersonations left there.
  ///
  /// - Parameter store: only there; `nil` for every store.
  /// - Returns: what could not be done.
  package func cleanUpImpersonations(at store: Store? = nil) async -> [UserMessage] {
    let cleanup = TemporaryCredentialCleanup(self)
    guard let store else { return await cleanup.reportAll().failures }
    return await cleanup.report(at: store).failures
  }
}
