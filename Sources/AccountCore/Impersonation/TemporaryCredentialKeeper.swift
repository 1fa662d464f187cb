import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// Makes one user name at the store and deletes it again.
struct TemporaryCredentialKeeper: Sendable {
  let service: AccountService

  /// The store under the client's secret.
  let desk: StoreConnection
  let credential: TemporaryCredential

  /// What every user name that epswitch makes begins with.
  static let prefix = "epswitch-"

  /// A user name that nobody has: 128 random bits. Where the profile wants an address, it is one at
  /// which no mail arrives (RFC 6761).
  static func randomUsername(isEmail: Bool) -> String {
    prefix + hex(16) + (isEmail ? "@impersonation.invalid" : "")
  }

  /// 192 random bits, with a character of each kind that stores ask for.
  static func randomPassword() -> Secret { Secret("Ep1!" + hex(24)) }

  private static func hex(_ bytes: Int) -> String {
    (0..<bytes).map { _ in
      let text = String(UInt8.random(in: .min ... .max), radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  // MARK: - Making

  /// Adds the user name to the member.
  ///
  /// - Returns: the ID of the password profile info.
  func create(
    _ password: Secret, for member: AccountMember
  ) async throws(CreationFailure) -> String {
    let deadline = ContinuousClock.now + Self.patience
    var wasAloneBefore = false
    while true {
      guard !Task.isCancelled else { throw CreationFailure(error: .cancelled, mayExist: false) }
      do throws(APIError) {
        return try await request(password).get()
      } catch {
        guard case .refused(let refusal) = error else {
          throw CreationFailure(error: desk.error(error), mayExist: true)
        }
        guard [409, 422].contains(refusal.status) else {
          throw CreationFailure(error: desk.error(error), mayExist: false)
        }
        // Another desk may be at it: then its user name is gone in a moment.
        do throws(AccountError) {
          let others = try await infos().filter { $0.profileID == credential.profileID }
          guard let other = others.first else {
            // It may have gone between the two requests; the next answer tells.
            guard !wasAloneBefore else { throw refused(refusal) }
            wasAloneBefore = true
            continue
          }
          guard other.username.hasPrefix(Self.prefix), ContinuousClock.now < deadline else {
            throw Self.isTaken(member, other, at: desk.selector)
          }
          wasAloneBefore = false
        } catch {
          throw CreationFailure(error: error, mayExist: false)
        }
        do {
          try await service.configuration.retry.sleep(.random(in: 0.3...0.6))
        } catch {
          throw CreationFailure(error: .cancelled, mayExist: false)
        }
      }
    }
  }

  /// Asks the store to make the user name. A cancellation does not stop it: what was sent cannot be taken
  /// back, and only the answer tells what has to be deleted.
  private func request(_ password: Secret) async -> Result<String, APIError> {
    await Task { () -> Result<String, APIError> in
      do throws(APIError) {
        return .success(
          try await desk.withAccessToken { accessToken throws(APIError) in
            try await desk.client.createPasswordProfileInfo(
              realm: credential.realmID, member: credential.memberID,
              profileID: credential.profileID, username: credential.username, password: password,
              accessToken: accessToken)
          })
      } catch {
        return .failure(error)
      }
    }.value
  }

  /// Why no user name was made, as far as anybody can tell.
  struct CreationFailure: Error {
    let error: AccountError

    /// Whether the store may have made it all the same: no answer came.
    let mayExist: Bool
  }

  /// How long to wait for another desk.
  private static let patience = Duration.seconds(15)

  private func refused(_ refusal: Refusal) -> AccountError {
    let summary: CleanText =
      "The store refused to make a user name for the member (\(refusal.status)"
    let reason: CleanText = refusal.reason.map { ": \($0)" } ?? ""
    return AccountError(
      .failure,
      UserMessage(
        summary + reason + ").", unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Check the impersonation profile of the store, and what it asks of "
          + "user names and passwords."),
      auditSummary: summary + ").")
  }

  private static func isTaken(
    _ member: AccountMember, _ other: PasswordProfileInfo, at selector: SessionSelector
  ) -> AccountError {
    let name = CleanText(other.username, limit: 80)
    guard other.username.hasPrefix(prefix) else {
      return AccountError(
        .failure,
        "\(member.displayName) already has the user name \(name) in the impersonation profile, and "
          + "the store allows only one. epswitch never changes a user name that it did not make.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "If it is the desk's, sign in with it: "
          + "`\(selector.command("impersonate \(member.id) --username \(name)"))`.")
    }
    return AccountError(
      .failure,
      "Another desk is impersonating \(member.displayName), or was interrupted: its user name "
        + "\(name) is still at the store.", unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Try again, or run `epswitch doctor` on that desk's machine.")
  }

  // MARK: - Deleting

  /// Deletes the user name, and then the vault's note of it. It is not stopped by a cancellation.
  ///
  /// - Parameter created: the store's answer.
  /// - Returns: what is left at the store, and who deletes it; `nil` when nothing is.
  func remove(_ created: Result<String, CreationFailure>) async -> UserMessage? {
    await Task { () -> UserMessage? in
      do throws(AccountError) {
        switch created {
        case .success(let infoID): try await delete(infoID)
        case .failure(let failure) where failure.mayExist:
          // A request that was given up may still reach the store: then the next run deletes it.
          guard try await deleteIfPresent() || isSettled else { return mayAppear }
        case .failure: break
        }
        try inVault { () throws(VaultError) in
          try service.vault.forgetTemporaryCredential(credential)
        }
        return nil
      } catch {
        return UserMessage(
          "The user name \(credential.username), which epswitch made for the impersonation, may be "
            + "left at the store: \(error.userMessage.summary)",
          recoverySuggestion: "Nobody knows its password. `\(desk.selector.command("doctor"))` "
            + "deletes it.")
      }
    }.value
  }

  private var mayAppear: UserMessage {
    UserMessage(
      "The store may still make the user name \(credential.username).",
      recoverySuggestion: "The next impersonation deletes it, and so does "
        + "`\(desk.selector.command("doctor"))`.")
  }

  /// - Returns: whether it was there.
  func deleteIfPresent() async throws(AccountError) -> Bool {
    // Nothing that epswitch did not make is ever deleted, whatever somebody wrote into the vault.
    guard credential.username.hasPrefix(Self.prefix) else { return false }
    let own = try await infos().filter {
      $0.username == credential.username && $0.profileID == credential.profileID
    }
    for info in own { try await delete(info.id) }
    return !own.isEmpty
  }

  /// Whether no request of the process that noted the user name can be on its way any more.
  var isSettled: Bool {
    abs(service.now.timeIntervalSince(credential.created)) > Self.settlingTime
  }

  /// Seconds; longer than any request may take.
  private static let settlingTime: TimeInterval = 600

  private func infos() async throws(AccountError) -> [PasswordProfileInfo] {
    do throws(APIError) {
      return try await desk.withAccessToken { accessToken throws(APIError) in
        try await desk.client.passwordProfileInfos(
          realm: credential.realmID, member: credential.memberID, accessToken: accessToken)
      }
    } catch .refused(let refusal) where refusal.status == 404 {
      // The member is gone, and everything of it.
      return []
    } catch {
      throw desk.error(error)
    }
  }

  private func delete(_ infoID: String) async throws(AccountError) {
    do throws(APIError) {
      try await desk.withAccessToken { accessToken throws(APIError) in
        try await desk.client.deletePasswordProfileInfo(
          infoID, realm: credential.realmID, member: credential.memberID,
          accessToken: accessToken)
      }
    } catch {
      throw desk.error(error)
    }
  }
}
