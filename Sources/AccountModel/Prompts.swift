/// Asks a person for what a use case needs: the command line does it on the terminal, the dashboard
/// on the screen, a test from a list. There is one sign-in flow, and this is all it sees of a person.
package protocol Prompter: Sendable {
  /// Whether there is a person to ask. A use case that would fail for want of an answer asks nothing
  /// of the store then.
  var isInteractive: Bool { get }

  /// One line of text, not empty.
  func text(_ field: PromptField) async throws(PromptError) -> String

  /// Something that is not shown while it is typed, not empty.
  func secret(_ field: PromptField) async throws(PromptError) -> Secret

  /// The ID of one of the store's profiles.
  func choice(of kind: SignInProfile.Kind, among profiles: [SignInProfile])
    async throws(PromptError) -> String

  /// The one-time password the store sent, or the wish for a new one.
  func oneTimePassword(_ prompt: OneTimePasswordPrompt)
    async throws(PromptError) -> OneTimePasswordAnswer

  /// Why somebody acts as an account in production, not empty.
  func reason(_ prompt: ReasonPrompt) async throws(PromptError) -> String

  /// Sends the person's browser to an address; it comes back by itself, or the person pastes where
  /// it ended up, see ``pastedAddresses()``.
  func openBrowser(at address: String) async

  /// The addresses the person pastes while the browser is waited for; `nil` where nobody can.
  func pastedAddresses() async -> AsyncStream<String>?

  /// Tells the person how it goes; never waits.
  func notify(_ notice: PromptNotice)
}

/// Where nobody is there: nothing is answered, and nothing is shown.
extension Prompter {
  package var isInteractive: Bool { false }

  package func text(_ field: PromptField) async throws(PromptError) -> String {
    throw .unavailable
  }

  package func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    throw .unavailable
  }

  package func choice(
    of kind: SignInProfile.Kind, among profiles: [SignInProfile]
  ) async throws(PromptError) -> String { throw .unavailable }

  package func oneTimePassword(
    _ prompt: OneTimePasswordPrompt
  ) async throws(PromptError) -> OneTimePasswordAnswer { throw .unavailable }

  package func reason(_ prompt: ReasonPrompt) async throws(PromptError) -> String {
    throw .unavailable
  }

  package func openBrowser(at address: String) async {}

  package func pastedAddresses() async -> AsyncStream<String>? { nil }

  package func notify(_ notice: PromptNotice) {}
}

/// What a sign-in asks for in writing.
package enum PromptField: String, Hashable, Sendable, CaseIterable {
  case username, password
  /// A password nobody knows yet, for self sign-up.
  case newPassword
  case name, email
  /// The client's secret, under `client-credentials`.
  case clientSecret
}

/// A password profile or an OpenID profile of a store, to choose from.
package struct SignInProfile: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case password, openID }

  package let id: String

  /// Cleaned.
  package let name: String

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

package struct OneTimePasswordPrompt: Hashable, Sendable {
  package let username: String

  /// Why the one before was not taken; `nil` at first.
  package let refusal: UserMessage?

  package init(username: String, refusal: UserMessage? = nil) {
    self.username = username
    self.refusal = refusal
  }
}

package enum OneTimePasswordAnswer: Hashable, Sendable {
  case code(Secret)
  case sendAgain
}

/// Why a reason is asked for: what would happen, as whom, and where.
package struct ReasonPrompt: Hashable, Sendable {
  /// The profile that is marked as production.
  package let profile: String

  /// The account that would be acted as.
  package let account: Account

  /// Whom the account would be acted as for, where a support desk impersonates a member.
  package let member: CleanText?

  /// How many other accounts would be acted as besides, one after the other.
  package let otherCount: Int

  /// Whether only the storefront is opened as the account, so that the choice stays as it is.
  package let isForStorefront: Bool

  package init(
    profile: String, account: Account, member: CleanText? = nil, otherCount: Int = 0,
    isForStorefront: Bool = false
  ) {
    self.member = member
    self.profile = profile
    self.account = account
    self.otherCount = otherCount
    self.isForStorefront = isForStorefront
  }
}

/// What a person is told while a use case goes on.
package enum PromptNotice: Hashable, Sendable {
  /// Accounts are coming in; the total is unknown until the first page.
  case rosterProgressed(loaded: Int, total: Int?)

  /// The store was asked to send a one-time password.
  case oneTimePasswordSent(username: String)

  /// A pasted address is not the one that is waited for; the waiting goes on.
  case addressRefused(UserMessage)
}

/// Why a person gave no answer.
package enum PromptError: Error, Hashable, Sendable {
  /// There is nobody to ask, or no answer came.
  case unavailable
  case cancelled
}
