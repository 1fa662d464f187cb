import AccountModel
import AccountViewModel
import Testing

@testable import EPSwitchCLI

@Suite(.timeLimit(.minutes(10)))
struct `Prompts on the screen` {
  /// A prompter with what it tells.
  private func prompter(
    _ form: SignInAnswers? = nil, hint: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> (DashboardPrompter, AsyncStream<DashboardMessage>) {
    let (messages, continuation) = AsyncStream.makeStream(of: DashboardMessage.self)
    return (
      DashboardPrompter(form: form, oneTimePasswordHint: hint) { continuation.yield($0) }, messages
    )
  }

  @Test func `what the form has is not asked for`() async throws {
    let form = SignInAnswers(
      .selfSignup,
      [.name: Secret("Bea"), .email: Secret("bea@acme.example"), .password: Secret("long")])
    let (prompter, _) = prompter(form)
    #expect(try await prompter.text(.name) == "Bea")
    #expect(try await prompter.text(.email) == "bea@acme.example")
    #expect(try await prompter.secret(.newPassword) == Secret("long"))
  }

  @Test func `only the answer that belongs to a prompt ends it`() async throws {
    let (prompter, messages) = prompter()
    async let secret = prompter.secret(.clientSecret)
    let told = await messages.first { _ in true }
    #expect(told == .promptRequested(.secret(.clientSecret)))
    prompter.take(.reason("ticket"))
    prompter.take(.pastedAddress(Secret("http://localhost")))
    prompter.take(.secret(Secret("s")))
    #expect(try await secret == Secret("s"))
  }

  @Test func `cancelling ends the wait`() async throws {
    let (prompter, messages) = prompter()
    let asking = Task { try await prompter.text(.username) }
    _ = await messages.first { _ in true }
    asking.cancel()
    await #expect(throws: PromptError.cancelled) { try await asking.value }
  }

  @Test func `pasted addresses arrive while the browser is waited for`() async throws {
    let (prompter, _) = prompter()
    prompter.take(.pastedAddress(Secret("http://localhost:8080/callback?code=1")))
    let address = await prompter.pastedAddresses()?.first { _ in true }
    #expect(address == "http://localhost:8080/callback?code=1")
  }

  @Test func `the presenter of a demo is told the one-time password`() async throws {
    let (prompter, messages) = prompter { "the code of \($0)" }
    prompter.notify(.oneTimePasswordSent(username: "bea"))
    let told = await messages.first { _ in true }
    #expect(told == .oneTimePasswordSent(username: "bea", hint: "the code of bea"))
  }
}
