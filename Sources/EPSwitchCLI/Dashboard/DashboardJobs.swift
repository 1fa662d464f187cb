import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import CommerceAPI

/// Carries the dashboard's orders out, away from the main actor, and says how each ended.
struct DashboardJobs: Sendable {
  let access: StoreAccess

  /// - Parameter progress: told how many accounts are in, and how many there will be.
  /// - Returns: `nil` for an order that is not a job.
  func outcome(
    of effect: DashboardEffect, progress: @escaping @Sendable (Int, Int?) -> Void
  ) async -> DashboardMessage? {
    do throws(Failure) {
      switch effect {
      case .refreshRoster:
        let session = try await AccountSwitcher(access)
          .refresh(try access.summary(), progress: progress)
        return .rosterRefreshed(session)
      case .switchAccount(let id):
        _ = try await AccountSwitcher(access)
          .switchTo(id, in: try access.summary(), progress: progress)
        return .switched(try access.session())
      case .signIn(let username, let password):
        return .signedIn(try await signIn(username, password, progress: progress))
      case .loadDetails(let id): return .detailsLoaded(try details(of: id))
      case .cancel, .suspend: return nil
      }
    } catch .cancelled {
      return .cancelled
    } catch {
      return .failed(error.explanation, signInNeeded: error.asksForSignIn)
    }
  }

  private func signIn(
    _ username: String, _ password: Secret, progress: @escaping @Sendable (Int, Int?) -> Void
  ) async throws(Failure) -> Session {
    let profile = try await access.passwordProfileID(given: nil)
    return try await access.signIn(
      .password(profileID: profile, username: username, password: password),
      mechanism: .password, username: username, progress: progress)
  }

  private func details(of id: AccountID) throws(Failure) -> AccountDetails {
    let claims = try access.vault.claims(
      of: id, in: try access.summary())
    return AccountDetails(
      id: id,
      claims: (claims?.entries ?? []).map { AccountDetails.Claim(name: $0.name, value: $0.value) })
  }
}
