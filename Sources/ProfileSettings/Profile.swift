package import AccountModel

/// A store and how to sign in there, under a name. Whatever it leaves out comes from a flag, from
/// the environment or from the person.
package struct Profile: Equatable, Sendable {
  /// 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
  package var name: String
  package var endpoint: Endpoint?
  package var clientID: String?

  /// Any but ``Mechanism/token``, which takes a token for one sign-in only.
  package var mechanism: Mechanism?

  /// The ID of the password profile that `password` and `passwordless` sign in with.
  package var passwordProfile: String?

  /// The ID of the OpenID Connect profile that `oidc` signs in with.
  package var oidcProfile: String?

  /// The ID of the authentication realm that holds those profiles; needed where the store does not
  /// let a client read its settings.
  package var realm: String?

  /// Where the identity provider sends the browser back to: an address of this machine, or any
  /// `https://` address, from which the person pastes where the browser ended up.
  package var redirectURI: String?
  package var username: String?
  package var grantType: GrantType?

  /// The password profile, by ID or name, in which the desk gets credentials for the members it
  /// impersonates. Sessions of such a profile are impersonations and nothing else.
  package var impersonationProfile: String?

  /// Whether the store is live: the header is red and a switch asks for a reason.
  package var isProduction = false
  package var color: AccentColor?
  package var theme: ColorTheme?

  /// Whether the dashboard takes clicks and the wheel.
  package var usesMouse = false

  /// Whether the token of the account in use is renewed while a dashboard, a proxy or a storefront is
  /// open, although nobody uses it.
  package var keepsAlive = false

  /// The store's storefront, for `epswitch open`.
  package var storefront: Endpoint?

  /// What the storefront's cookie `PREFIX_ep_account_member_token` begins with.
  package var cookiePrefix: String?

  /// Where every event is sent to besides the history.
  package var audit: AuditDestination?

  /// Sent with every request, in the order of their names.
  package var headers: [HeaderField] = [] { didSet { headers.sort() } }

  package init(name: String) { self.name = name }

  /// The store itself, when both its endpoint and the client are named.
  package var store: Store? {
    guard let endpoint, let clientID else { return nil }
    return Store(endpoint: endpoint, clientID: clientID)
  }

  /// The colour of the header: red for production, whatever ``color`` says.
  package var accent: AccentColor? { isProduction ? .red : color }

  /// Whether a text can begin the name of a cookie (RFC 6265, section 4.1.1).
  package static func isCookiePrefix(_ text: String) -> Bool { isName(text) }

  /// Whether a text can name a profile.
  package static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "-_.".unicodeScalars.contains($0))
      }
  }
}

/// Where events are sent to. The raw values are the words of the file.
package enum AuditDestination: String, Sendable, CaseIterable {
  /// The system's log: journald, or the syslog daemon.
  case syslog
}

/// The colour a profile gives the header. The raw values are the words of the file.
package enum AccentColor: String, Sendable, CaseIterable {
  case red, green, yellow, blue, magenta, cyan
}

/// Which colours the dashboard has. The raw values are the words of the file.
package enum ColorTheme: String, Sendable, CaseIterable {
  case standard = "default"
  case highContrast = "high-contrast"
  case colorBlind = "colour-blind"
}

extension HeaderField {
  /// A header that a profile adds to every request.
  ///
  /// - Throws: ``HeaderFault``, for the headers too that depend on the single request.
  static func ofProfile(name: String, value: String) throws(HeaderFault) -> HeaderField {
    let field = try HeaderField(name: name, value: value)
    let ofRequest = ["accept", "accept-encoding", "content-encoding", "content-type", "user-agent"]
    guard !ofRequest.contains(name.lowercased()) else { throw .reserved }
    return field
  }
}
