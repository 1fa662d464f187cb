import AccountCore
import AccountModel
import AccountVault
import Foundation
import ProfileSettings

extension Doctor {
  /// Who is signed in, and whether the store answers as the account acted as.
  ///
  /// - Parameters:
  ///   - bearer: what the store is asked with; `nil` when it gave none.
  ///   - opensVault: whether the token can be read.
  func sessionFindings(
    _ patient: Patient, bearer: Secret?, opensVault: Bool
  ) async -> [Finding] {
    do throws(Failure) {
      let session = try patient.access.session()
      let summary = try patient.access.summary()
      let count = session.roster.count
      let who =
        "\(session.member.displayName) is signed in with "
        + (count == 1 ? "1 account" : "\(count) accounts")
      if let failure = expiry(of: session) { return [.fail(.session, failure.explanation)] }
      guard count > 0 else {
        return [
          .warn(
            .session, "\(who).",
            remedy:
              "Have someone who runs the store add the member to an account, and sign in again.")
        ]
      }
      let account = try context.actingAccount(in: summary)
      let acting = "\(who), acting as \(account.displayName) (\(account.id))"
      guard let bearer, opensVault, session.mechanism != .customer else {
        return [.pass(.session, "\(acting); the token was not tried.")]
      }
      let access = patient.access
      try await bounded(at: access.store) { () async throws(Failure) in
        try await access.checkToken(of: account, in: summary, bearer: bearer)
      }
      // With its secret, a client sees every account, whatever the token.
      let proves = patient.target.profile?.grant != .clientCredentials
      return [
        .pass(
          .session,
          proves
            ? "\(acting); the store answers as that account."
            : "\(acting); the store answers, which under a client secret proves nothing.")
      ]
    } catch {
      return [sessionFinding(error)]
    }
  }

  /// That no token of the session lives any more.
  private func expiry(of session: Session) -> Failure? {
    let serverNow = session.clock.now(local: .now)
    let accounts = session.roster.accounts
    let isOver =
      !accounts.isEmpty && accounts.allSatisfy { $0.expiry?.hasPassed(at: serverNow) == true }
    return isOver ? .sessionExpired : nil
  }

  private func sessionFinding(_ failure: Failure) -> Finding {
    switch failure {
    case .notSignedIn, .noAccountSelected:
      // A set-up without them is sound.
      .warn(
        .session, failure.explanation.happened,
        remedy: failure.explanation.remedy ?? "Sign in with `epswitch login`.")
    default: .fail(.session, failure.explanation)
    }
  }
}
