import AccountCore
import AccountModel
import AccountViewModel
import Foundation
import SignInCallback
import Synchronization

/// Asks the person on the screen for what one order of the dashboard needs. What the sign-in form
/// already has is answered from it; for the rest the screen shows a prompt. Cancelling the order ends
/// the wait.
final class DashboardPrompter: ImpersonationPrompter {
  let isInteractive = true

  private let form: SignInAnswers?
  private let browser: BrowserOpener
  private let oneTimePasswordHint: @Sendable (String) -> String?
  private let tell: @Sendable (DashboardMessage) -> Void

  private let pasted: AsyncStream<String>
  private let pasting: AsyncStream<String>.Continuation

  /// Takes the answer to the prompt on the screen; `nil` while there is none.
  private let answering = Mutex<AsyncStream<DashboardAnswer>.Continuation?>(nil)

  /// - Parameters:
  ///   - form: what the person filled in before the order; `nil` when the order is no sign-in.
  ///   - oneTimePasswordHint: tells a presenter the one-time password that was sent to a user name;
  ///     gives `nil` outside a demo.
  ///   - tell: tells the screen; messages arrive in the order in which they are told.
  init(
    form: SignInAnswers?,
    browser: BrowserOpener = BrowserOpener(environment: AccountVariables().all),
    oneTimePasswordHint: @escaping @Sendable (String) -> String? = { _ in nil },
    tell: @escaping @Sendable (DashboardMessage) -> Void
  ) {
    self.form = form
    self.browser = browser
    self.oneTimePasswordHint = oneTimePasswordHint
    self.tell = tell
    (pasted, pasting) = AsyncStream.makeStream(of: String.self)
  }

  /// Passes on what the person answered on the screen. An answer that nobody waits for is ignored.
  func take(_ answer: DashboardAnswer) {
    if case .pastedAddress(let address) = answer {
      pasting.yield(address.reveal())
    } else {
      _ = answering.withLock { $0?.yield(answer) }
    }
  }

  /// Shows a prompt and waits for the answer that belongs to it.
  private func ask<Value: Sendable>(
    _ prompt: DashboardPrompt, _ value: @Sendable (DashboardAnswer) -> Value?
  ) async throws(PromptError) -> Value {
    let (answers, continuation) = AsyncStream.makeStream(of: DashboardAnswer.self)
    answering.withLock { $0 = continuation }
    defer { answering.withLock { $0 = nil } }
    tell(.promptRequested(prompt))
    for await answer in answers {
      if let value = value(answer) { return value }
    }
    throw .cancelled
  }

  // MARK: - Questions

  func text(_ field: PromptField) async throws(PromptError) -> String {
    if let known = form?[field] { return known.reveal() }
    return try await ask(.text(field)) { if case .text(let text) = $0 { text } else { nil } }
  }

  func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    if let known = form?[field] { return known }
    return try await ask(.secret(field)) {
      if case .secret(let secret) = $0 { secret } else { nil }
    }
  }

  func choice(
    of kind: SignInProfile.Kind, among profiles: [SignInProfile]
  ) async throws(PromptError) -> String {
    try await ask(.profile(kind, profiles)) { if case .profile(let id) = $0 { id } else { nil } }
  }

  func oneTimePassword(
    _ prompt: OneTimePasswordPrompt
  ) async throws(PromptError) -> OneTimePasswordAnswer {
    try await ask(.oneTimePassword(prompt)) {
      if case .oneTimePassword(let answer) = $0 { answer } else { nil }
    }
  }

  func reason(_ prompt: ReasonPrompt) async throws(PromptError) -> String {
    try await ask(.reason(prompt)) { if case .reason(let reason) = $0 { reason } else { nil } }
  }

  // MARK: - Impersonation

  func member(_ prompt: MemberPrompt) async throws(PromptError) -> MemberAnswer {
    try await ask(.member(prompt)) { if case .member(let answer) = $0 { answer } else { nil } }
  }

  /// The question for the reason shows it.
  func show(_ summary: ImpersonationSummary) {}

  func reason(toImpersonate summary: ImpersonationSummary) async throws(PromptError) -> String {
    try await ask(.impersonationReason(summary)) {
      if case .reason(let reason) = $0 { reason } else { nil }
    }
  }

  // MARK: - The browser

  func openBrowser(at address: String) async {
    tell(.browserAwaited(address: address, isOpen: false))
    if await browser.open(address) { tell(.browserAwaited(address: address, isOpen: true)) }
  }

  func pastedAddresses() async -> AsyncStream<String>? { pasted }

  // MARK: - Notices

  func notify(_ notice: PromptNotice) {
    switch notice {
    case .rosterProgressed(let loaded, let total):
      tell(.rosterProgressed(loaded: loaded, total: total))
    case .oneTimePasswordSent(let username):
      tell(.oneTimePasswordSent(username: username, hint: oneTimePasswordHint(username)))
    case .addressRefused(let message): tell(.addressRefused(message))
    }
  }
}

extension SignInAnswers {
  /// What the form has for a field the core asks for; `nil` where nothing was filled in.
  fileprivate subscript(field: PromptField) -> Secret? {
    switch field {
    case .username: self[SignInField.Purpose.username]
    case .password, .newPassword: self[SignInField.Purpose.password]
    case .name: self[SignInField.Purpose.name]
    case .email: self[SignInField.Purpose.email]
    case .clientSecret: nil
    }
  }
}
