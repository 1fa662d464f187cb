import AccountCore
import AccountModel
import CommerceAPI
import Foundation
import ProfileSettings
import SignInCallback

/// Signs in through an OpenID provider in the browser.
struct OIDCLogin {
  let login: LoginContext

  /// How long to wait for the browser.
  private static let limit = Duration.seconds(300)

  func session() async throws -> Session {
    try login.requireOpenProfile()
    let redirectURI = try redirectURI()
    let (profile, clientID) = try await oidcProfile()
    let request = try authorization(profile, clientID: clientID, redirectURI: redirectURI)
    let proof = try await proof(for: request)
    return try await login.access.signIn(
      proof, mechanism: .oidc, username: nil, reason: login.reason,
      progress: login.progress.report)
  }

  private func redirectURI() throws -> RedirectURI {
    guard let text = login.options.redirectURI ?? login.target.profile?.redirectURI else {
      return .standard
    }
    guard let uri = RedirectURI(text: text) else {
      throw UsageFailure(
        "“\(cleanText(text, limit: 100))” cannot be waited at.",
        remedy: "The redirect URI is http://localhost:PORT/PATH, as registered at the provider.")
    }
    return uri
  }

  private func oidcProfile() async throws -> (profile: OIDCProfile, clientID: String) {
    let given = login.options.oidcProfile ?? login.target.profile?.oidcProfile
    do throws(Failure) {
      return try await login.access.oidcProfile(given: given)
    } catch {
      guard case .oidcProfileNeeded(let profiles) = error, login.asker.canAsk else { throw error }
      let chosen = try login.asker.choice("OpenID profile", among: profiles) {
        "\($0.name) (\($0.id))"
      }
      try login.remember(.oidcProfile, chosen.id)
      return try await login.access.oidcProfile(given: chosen.id)
    }
  }

  private func authorization(
    _ profile: OIDCProfile, clientID: String, redirectURI: RedirectURI
  ) throws(Failure) -> AuthorizationRequest {
    do throws(AuthorizationError) {
      return try AuthorizationRequest(
        profile: profile, clientID: clientID, redirectURI: redirectURI)
    } catch {
      throw .authorization(error)
    }
  }

  /// The proof the browser brings, or the person pastes: over SSH the browser is on another machine
  /// and its way back ends there.
  private func proof(for request: AuthorizationRequest) async throws -> SignInProof {
    let console = login.context.console
    let opener = BrowserOpener(environment: login.context.environment.all)
    let printsAddress = login.options.printsAddress
    let visit = BrowserVisit(request: request, limit: Self.limit)
    return try await visit.proof(pasted: login.asker.canAsk ? TerminalLines() : nil) {
      console.note("epswitch: \($0.text)")
    } onListening: {
      if printsAddress {
        console.note("Open this address to sign in:\n\n  \(request.address)\n")
      } else if await opener.open(request.address) {
        console.note("Sign in in the browser. If it did not open:\n\n  \(request.address)\n")
      } else {
        console.note("No browser could be opened. Open this address:\n\n  \(request.address)\n")
      }
      if login.asker.canAsk {
        console.note(
          "Waiting for the browser. If it is on another machine, paste the address it ends up at "
            + "(http://localhost…) here:")
      }
    }
  }
}
