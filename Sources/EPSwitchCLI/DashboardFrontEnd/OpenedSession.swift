import AccountCore
import AccountModel
import AccountViewModel
import Foundation
import ProfileSettings

/// The session on the screen, and where it was found.
struct OpenedSession: Equatable, Sendable {
  let selector: SessionSelector

  /// `nil` when nobody is signed in.
  let session: Session?
}

extension Session {
  /// A roster older than this many seconds is loaded again when it is opened.
  private static let staleAfter: TimeInterval = 600

  /// Whether the roster should be loaded again, and can be without signing in.
  ///
  /// - Parameter now: this machine's time.
  func isStale(now: Date) -> Bool {
    guard !isCustomer else { return false }
    let serverNow = clock.now(local: now)
    return serverNow.timeIntervalSince(roster.fetchedAt) > Self.staleAfter
      && roster.accounts.contains { $0.expiry?.hasPassed(at: serverNow) == false }
  }
}

// MARK: - What the screen says of a store and of the profiles

extension ShownStore {
  /// - Parameter lastUsed: the session used last there, for what a sign-in begins with.
  init(_ selector: SessionSelector, lastUsed: SessionSummary?) {
    let profile = selector.profile
    let mechanisms = [profile?.mechanism, lastUsed?.mechanism].lazy.compactMap(\.self)
    self.init(
      label: selector.label, profile: profile?.name, isProduction: selector.isProduction,
      tint: profile?.accent.map(Tint.init),
      signIn: SignInOffer(
        preferring: mechanisms.first { $0 != .token } ?? .password,
        among: SignInOffer.allMechanisms.filter(selector.accepts),
        namesMethod: profile?.mechanism.map { $0 != .token } ?? false,
        username: profile?.username
          ?? (lastUsed?.isCustomer == true ? nil : lastUsed?.member.username)),
      isDesk: selector.isDesk, hasStorefront: profile?.storefront != nil,
      theme: profile?.theme.flatMap { Theme(rawValue: $0.rawValue) } ?? .standard,
      usesMouse: profile?.usesMouse ?? false)
  }
}

extension ProfileOffer {
  /// The profiles of the settings, each with the member whose session commands would use.
  init(_ service: AccountService) throws(AccountError) {
    let profiles = try service.settings().profiles
    guard !profiles.isEmpty else {
      self = .unavailable("There are no profiles; `epswitch profile add` makes one.")
      return
    }
    self = .listed(
      profiles.map { profile in
        ProfileItem(
          name: profile.name, host: profile.endpoint?.shownHost,
          member: profile.username ?? service.memberName(underProfile: profile.name),
          isProduction: profile.isProduction, tint: profile.accent.map(Tint.init))
      })
  }
}

extension AccountService {
  /// `nil` when nobody is signed in there, or the profile does not say enough.
  fileprivate func memberName(underProfile name: String) -> String? {
    guard let selector = try? selector(profile: name) else { return nil }
    return (try? summary(at: selector))?.member.displayName
  }
}

extension Tint {
  init(_ color: AccentColor) {
    self =
      switch color {
      case .red: .red
      case .green: .green
      case .yellow: .yellow
      case .blue: .blue
      case .magenta: .magenta
      case .cyan: .cyan
      }
  }
}

extension Endpoint {
  /// The host, with the port where it is not the one of the scheme.
  fileprivate var shownHost: String {
    description.split(separator: "/").last.map(String.init) ?? host
  }
}
