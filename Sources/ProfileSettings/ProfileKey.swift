import AccountModel
import Foundation

/// The keys of a profile that hold one value. The raw values are the words of the file.
package enum ProfileKey: String, Sendable, CaseIterable {
  case endpoint
  case clientID = "client-id"
  case mechanism
  case passwordProfile = "password-profile"
  case oidcProfile = "oidc-profile"
  case realm
  case redirectURI = "redirect-uri"
  case username
  case grantType = "grant"
  case impersonationProfile = "impersonation-profile"
  case production
  case color
  case storefront
  case cookiePrefix = "cookie-prefix"
  case theme
  case mouse
  case audit
  case keepAlive = "keep-alive"

  /// Whether the value is true or false.
  var isFlag: Bool { [.production, .mouse, .keepAlive].contains(self) }

  /// The value as text, as it is written and shown; `nil` where the profile has none.
  package func text(in profile: Profile) -> String? {
    switch self {
    case .endpoint: profile.endpoint?.description
    case .clientID: profile.clientID
    case .mechanism: profile.mechanism?.rawValue
    case .passwordProfile: profile.passwordProfile
    case .oidcProfile: profile.oidcProfile
    case .realm: profile.realm
    case .redirectURI: profile.redirectURI
    case .username: profile.username
    case .grantType: profile.grantType?.rawValue
    case .impersonationProfile: profile.impersonationProfile
    case .production: String(profile.isProduction)
    case .color: profile.color?.rawValue
    case .storefront: profile.storefront?.description
    case .cookiePrefix: profile.cookiePrefix
    case .theme: profile.theme?.rawValue
    case .mouse: profile.usesMouse ? "true" : nil
    case .audit: profile.audit?.rawValue
    case .keepAlive: profile.keepsAlive ? "true" : nil
    }
  }

  /// Why a text cannot be the value, as a clause; `nil` when it can.
  package func fault(in text: String) -> String? {
    var profile = Profile(name: "unnamed")
    do throws(ValueFault) {
      try put(text, into: &profile)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Puts a value into a profile; `nil` removes it.
  ///
  /// - Throws: ``ValueFault`` for an invalid text; the profile is as it was.
  func put(_ text: String?, into profile: inout Profile) throws(ValueFault) {
    switch self {
    case .endpoint: profile.endpoint = try text.mapValue(endpointValue)
    case .clientID: profile.clientID = try text.mapValue(identifierValue)
    case .mechanism:
      profile.mechanism = try text.mapValue { (text) throws(ValueFault) in
        try choiceValue(text, of: Mechanism.allCases.filter { $0 != .token })
      }
    case .passwordProfile: profile.passwordProfile = try text.mapValue(identifierValue)
    case .oidcProfile: profile.oidcProfile = try text.mapValue(identifierValue)
    case .realm: profile.realm = try text.mapValue(identifierValue)
    case .redirectURI: profile.redirectURI = try text.mapValue(redirectURIValue)
    case .username: profile.username = try text.mapValue(lineValue)
    case .grantType:
      profile.grantType = try text.mapValue { (text) throws(ValueFault) in
        try choiceValue(text, of: GrantType.allCases)
      }
    case .impersonationProfile: profile.impersonationProfile = try text.mapValue(lineValue)
    case .production: profile.isProduction = try text.mapValue(flagValue) ?? false
    case .mouse: profile.usesMouse = try text.mapValue(flagValue) ?? false
    case .keepAlive: profile.keepsAlive = try text.mapValue(flagValue) ?? false
    case .theme:
      profile.theme = try text.mapValue { (text) throws(ValueFault) in
        try choiceValue(text, of: ColorTheme.allCases)
      }
    case .color:
      profile.color = try text.mapValue { (text) throws(ValueFault) in
        try choiceValue(text, of: AccentColor.allCases)
      }
    case .storefront: profile.storefront = try text.mapValue(endpointValue)
    case .cookiePrefix:
      profile.cookiePrefix = try text.mapValue { (text) throws(ValueFault) in
        guard Profile.isCookiePrefix(text) else {
          throw ValueFault("must be letters, digits, “-”, “_” and “.”")
        }
        return text
      }
    case .audit:
      profile.audit = try text.mapValue { (text) throws(ValueFault) in
        try choiceValue(text, of: AuditDestination.allCases)
      }
    }
  }
}

extension String? {
  /// `map`, with the error's type kept.
  fileprivate func mapValue<Value>(
    _ read: (String) throws(ValueFault) -> Value
  ) throws(ValueFault) -> Value? {
    guard let text = self else { return nil }
    return try read(text)
  }
}

private func flagValue(_ text: String) throws(ValueFault) -> Bool {
  guard let flag = Bool(text) else { throw ValueFault("must be true or false") }
  return flag
}

private func choiceValue<Choice: RawRepresentable<String>>(
  _ text: String, of choices: [Choice]
) throws(ValueFault) -> Choice {
  guard let choice = choices.first(where: { $0.rawValue == text }) else {
    let words = choices.map(\.rawValue).joined(separator: ", ")
    throw ValueFault(choices.count == 1 ? "must be \(words)" : "must be one of \(words)")
  }
  return choice
}

/// One line of text that shows as what it is.
private func lineValue(_ text: String) throws(ValueFault) -> String {
  guard !text.isEmpty else { throw ValueFault("must not be empty") }
  guard cleanText(text) == text else {
    throw ValueFault("must be one line of at most 200 visible characters")
  }
  return text
}

private func identifierValue(_ text: String) throws(ValueFault) -> String {
  guard try lineValue(text).unicodeScalars.allSatisfy({ ("!"..."~").contains($0) }) else {
    throw ValueFault("must hold visible ASCII characters only")
  }
  return text
}

/// Where a browser can be sent back to with an authorization code.
private func redirectURIValue(_ text: String) throws(ValueFault) -> String {
  let parts = URLComponents(string: try identifierValue(text))
  guard let parts, ["http", "https"].contains(parts.scheme), let host = parts.host,
    parts.user == nil, parts.password == nil, parts.fragment == nil
  else { throw ValueFault("must be an address such as http://localhost:8080/callback") }
  // The code would travel readable.
  let isLoopback = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
  guard !host.isEmpty, parts.scheme == "https" || isLoopback else {
    throw ValueFault("must begin with https://, except on this machine")
  }
  return text
}

private func endpointValue(_ text: String) throws(ValueFault) -> Endpoint {
  do throws(EndpointError) {
    return try Endpoint(text)
  } catch {
    switch error {
    case .unreadable:
      throw ValueFault("must be an address such as https://useast.api.elasticpath.com")
    case .notAnOrigin: throw ValueFault("must be scheme, host and port only, without a path")
    case .holdsCredentials: throw ValueFault("must not hold a user name or password")
    case .plainHTTP: throw ValueFault("must begin with https://, except on this machine")
    }
  }
}

/// Why a value cannot be one of a profile's.
package struct ValueFault: Error, Equatable {
  /// A clause without a full stop; it never quotes the value, which may hold a password.
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}
