package import AccountModel
import CommerceAPI
import ProfileSettings

extension AccountService {
  /// Whether nobody has told epswitch of any store yet: no option, no variable, no profile and no saved
  /// session names one. What cannot be read counts as known, so that the command tells what is wrong.
  package var knowsNoStore: Bool {
    let options = configuration.options
    guard [options.profile, options.endpoint, options.clientID].allSatisfy({ $0 == nil }),
      [variables.profile, variables.endpoint?.text, variables.clientID].allSatisfy({ $0 == nil })
    else { return false }
    do throws(AccountError) {
      let (settings, sessions) = (try settings(), try sessions())
      return settings.profiles.isEmpty && sessions.isEmpty
    } catch {
      return false
    }
  }

  /// Asks a store for an access token, to see that it answers and knows the client. Nothing is kept.
  ///
  /// - Throws: ``AccountError``: what is wrong with the endpoint or the client ID.
  package func checkClient(of store: Store) async throws(AccountError) {
    let selector = SessionSelector(store: store, profile: nil, origin: .settings)
    let connection = try connection(to: selector)
    do throws(APIError) {
      _ = try await connection.client.requestAccessToken(.implicit)
    } catch {
      throw connection.error(error)
    }
  }
}
