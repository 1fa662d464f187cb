import AccountModel
import Foundation
import Testing

/// Answers as a test wrote it down, in that order. Whatever else is asked is an issue, and so is an
/// answer that nobody asked for.
final class ScriptedPrompter: ImpersonationPrompter {
  /// What is asked, and how it is answered.
  enum Step: Sendable {
    case text(PromptField, String)
    case secret(PromptField, String)
    case choice(SignInProfile.Kind, @Sendable ([SignInProfile]) -> String?)
    case oneTimePassword(@Sendable (OneTimePasswordPrompt) -> OneTimePasswordAnswer)
    case reason(@Sendable (ReasonPrompt) -> String)
    case member(@Sendable (MemberPrompt) -> MemberAnswer)
    case impersonationReason(String)
    case browser(@Sendable (String) async -> Void)
    /// Whatever is asked gets no answer.
    case failing(PromptError)
  }

  private let steps: Locked<[Step]>

  /// Nobody is there where the script says that no answer comes.
  let isInteractive: Bool
  private let asked = Locked<[String]>([])
  private let told = Locked<[PromptNotice]>([])
  private let shown = Locked<[ImpersonationSummary]>([])
  private let pasted: AsyncStream<String>?

  /// - Parameter pasted: the addresses the person pastes; `nil` where nobody can.
  init(_ steps: Step..., pasted: [String]? = nil) {
    self.steps = Locked(steps)
    isInteractive = Self.hasPerson(steps)
    self.pasted = pasted.map { addresses in
      AsyncStream { continuation in
        for address in addresses { continuation.yield(address) }
        continuation.finish()
      }
    }
  }

  init(_ steps: Step..., pasting: AsyncStream<String>) {
    self.steps = Locked(steps)
    isInteractive = Self.hasPerson(steps)
    pasted = pasting
  }

  private static func hasPerson(_ steps: [Step]) -> Bool {
    !steps.contains { step in
      if case .failing(.unavailable) = step { true } else { false }
    }
  }

  /// What was asked so far, in order: `text username`, `secret password`, `choice password`, `code`,
  /// `reason`, `browser`.
  var questions: [String] { asked.value }
  var notices: [PromptNotice] { told.value }

  /// Who was shown before being impersonated.
  var impersonations: [ImpersonationSummary] { shown.value }

  /// That everything that was written down was asked.
  func expectDone(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(steps.value.isEmpty, "\(steps.value) never came", sourceLocation: sourceLocation)
  }

  func text(_ field: PromptField) async throws(PromptError) -> String {
    guard case .text(field, let answer) = try next("text \(field)") else {
      throw unexpected("text \(field)")
    }
    return answer
  }

  func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    guard case .secret(field, let answer) = try next("secret \(field)") else {
      throw unexpected("secret \(field)")
    }
    return Secret(answer)
  }

  func choice(
    of kind: SignInProfile.Kind, among profiles: [SignInProfile]
  ) async throws(PromptError) -> String {
    guard case .choice(kind, let choose) = try next("choice \(kind)"),
      let id = choose(profiles)
    else { throw unexpected("choice \(kind) among \(profiles)") }
    return id
  }

  func oneTimePassword(
    _ prompt: OneTimePasswordPrompt
  ) async throws(PromptError) -> OneTimePasswordAnswer {
    guard case .oneTimePassword(let answer) = try next("code") else { throw unexpected("code") }
    return answer(prompt)
  }

  func reason(_ prompt: ReasonPrompt) async throws(PromptError) -> String {
    guard case .reason(let answer) = try next("reason") else { throw unexpected("reason") }
    return answer(prompt)
  }

  func member(_ prompt: MemberPrompt) async throws(PromptError) -> MemberAnswer {
    guard case .member(let answer) = try next("member") else { throw unexpected("member") }
    return answer(prompt)
  }

  func show(_ summary: ImpersonationSummary) { shown.change { $0.append(summary) } }

  func reason(toImpersonate summary: ImpersonationSummary) async throws(PromptError) -> String {
    guard case .impersonationReason(let answer) = try next("impersonation reason") else {
      throw unexpected("impersonation reason")
    }
    return answer
  }

  func openBrowser(at address: String) async {
    do throws(PromptError) {
      guard case .browser(let visit) = try next("browser") else {
        throw unexpected("browser at \(address)")
      }
      await visit(address)
    } catch {}
  }

  func pastedAddresses() async -> AsyncStream<String>? { pasted }

  func notify(_ notice: PromptNotice) { told.change { $0.append(notice) } }

  private func next(_ question: String) throws(PromptError) -> Step? {
    asked.change { $0.append(question) }
    let step = steps.change { $0.isEmpty ? nil : $0.removeFirst() }
    if case .failing(let error) = step { throw error }
    return step
  }

  private func unexpected(_ question: String) -> PromptError {
    Issue.record("“\(question)” was asked unexpectedly, after \(questions.dropLast()).")
    return .unavailable
  }
}

extension ScriptedPrompter.Step {
  /// Chooses the profile of a name.
  static func choice(_ kind: SignInProfile.Kind, named name: String) -> Self {
    .choice(kind) { profiles in profiles.first { $0.name == name }?.id }
  }

  static func reason(_ text: String) -> Self { .reason { _ in text } }

  static func code(_ text: @autoclosure @escaping @Sendable () -> String) -> Self {
    .oneTimePassword { _ in .code(Secret(text())) }
  }
}
