import AccountModel
import AccountVault
import CommerceAPI
import ProfileSettings

// What a support desk needs, and what its interrupted impersonations left at the stores: the one
// thing that diagnostics mend.
extension Diagnostics {
  /// - Parameter selector: where the command works, if that is known.
  /// - Returns: nothing where there is no desk and nothing is left.
  func impersonationFindings(_ selector: SessionSelector?) async -> [Finding] {
    let cleaned = await TemporaryCredentialCleanup(service).reportAll()
    var findings = cleaned.failures.map { failure in
      Finding.warn(
        .desk, failure.summary,
        recoverySuggestion: failure.recoverySuggestion ?? "Run `epswitch doctor` again.")
    }
    if cleaned.deleted > 0 {
      findings.append(
        .pass(
          .desk,
          "Deleted \(cleaned.deleted == 1 ? "a user name" : "\(cleaned.deleted) user names") that "
            + "an interrupted impersonation had left at the store."))
    }
    if let selector, selector.isDesk { findings.append(await deskFinding(selector)) }
    return findings
  }

  /// Whether the desk can find members and has its profile.
  private func deskFinding(_ selector: SessionSelector) async -> Finding {
    let named = selector.profile?.impersonationProfile ?? ""
    do throws(AccountError) {
      let connection = try service.deskConnection(to: selector)
      var request = SignInRequest()
      request.realm = selector.profile?.realm
      let (realmID, profiles) = try await SignInOptions(connection, request)
        .realmAndPasswordProfiles()
      guard let profile = profiles.first(where: { $0.id == named || $0.name == named }) else {
        let names = profiles.map { profile -> CleanText in "\(profile.name) (\(profile.id))" }
          .joined(separator: ", ")
        return .warn(
          .desk,
          "The store has no password profile \(named, limit: 80), which the profile "
            + "names as its impersonation profile.",
          recoverySuggestion: "It has \(names). Correct it with `epswitch profile set`.")
      }
      _ = try await MemberSearch(connection: connection, realmID: realmID)
        .members(matching: "epswitch-doctor@impersonation.invalid")
      return .pass(
        .desk,
        "The desk finds the store's members, and impersonates them in the password profile "
          + "“\(profile.name)” (\(profile.id)).")
    } catch {
      return .fail(.desk, error.userMessage)
    }
  }
}
