import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import Foundation
import ProfileSettings

/// The store whose accounts the dashboard shows: how it is reached, and what the screen says of it.
struct OpenStore: Sendable {
  let access: StoreAccess

  /// The profile of the settings that describes it, if one does.
  let profile: Profile?

  /// The only member who may sign in; `nil` when anyone may.
  let fixedUsername: String?

  let shown: ShownStore

  /// Tells a presenter the one-time password that was sent to a user name; `nil` outside a demo.
  let codeHint: (@Sendable (String) -> String?)?

  /// A roster older than this many seconds is loaded anew when the store is opened.
  private static let staleAfter: TimeInterval = 600

  /// The session saved, if somebody is signed in.
  func session() throws(Failure) -> Session? {
    do throws(Failure) {
      return try access.session()
    } catch {
      guard case .notSignedIn = error else { throw error }
      return nil
    }
  }

  /// Whether loading the roster anew is due, and possible without signing in. What a demo shows is
  /// meant to be old.
  func isStale(_ session: Session?) -> Bool {
    guard let session, session.mechanism != .customer, codeHint == nil else { return false }
    let serverNow = session.clock.now(local: .now)
    let lives = session.roster.accounts.contains { $0.expiry?.hasPassed(at: serverNow) == false }
    return lives && serverNow.timeIntervalSince(session.roster.fetchedAt) > Self.staleAfter
  }
}

extension OpenStore {
  /// The store of a target, as the options, the environment and the settings describe it.
  init(_ target: Target, in context: CommandContext) throws {
    access = try context.access(to: target, tracing: false)
    profile = target.profile
    fixedUsername = target.fixedUsername
    codeHint = nil
    let last = try? access.vault.summary(at: target.store, of: target.fixedUsername)
    shown = ShownStore(
      label: target.label, profile: target.profile?.name,
      isProduction: target.profile?.isProduction ?? false,
      tint: target.profile?.accent.map(Tint.init),
      signIn: SignInOffer(
        preferring: [target.profile?.mechanism, last?.mechanism].lazy.compactMap(\.self)
          .first { $0 != .token } ?? .password,
        username: target.profile?.username
          ?? (last?.mechanism == .customer ? nil : last?.member.username)))
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
