import AccountCore
import AccountModel
import ArgumentParser
import ProfileSettings

/// What a person is asked who starts epswitch for the first time: where the store is, which client,
/// and how members sign in. The answers become a profile.
struct FirstRun {
  private let context: CommandContext
  private let prompter: TerminalPrompter

  init(_ context: CommandContext) {
    self.context = context
    prompter = context.prompter
  }

  /// What the person wants.
  enum Choice {
    case store, demo
  }

  /// Asks for the store, or whether to look around on a sample store first.
  func choose() throws -> Choice {
    note("epswitch switches between the accounts of an account member of Elastic Path.")
    note("It knows no store yet.")
    note("")
    note("  1  Set up a store")
    note("  2  Look around on a sample store (epswitch demo)")
    note("")
    return try number("Choice", of: 2) == 1 ? .store : .demo
  }

  /// Asks for the store, checks that it answers, and writes the profile, which is in use from then on.
  func addProfile() async throws {
    let store = try await checkedStore()
    let mechanism = try mechanism()
    var profile = Profile(name: try name())
    profile.endpoint = store.endpoint
    profile.clientID = store.clientID
    profile.mechanism = mechanism
    profile.isProduction = try isYes(
      "Is it production, where acting as another account needs a reason? (y/N): ")
    let file = try context.settingsFile()
    do throws(SettingsError) {
      try file.add(profile)
    } catch {
      note(
        "Nothing was written. Once it can be, this does the same: `epswitch profile add "
          + "\(profile.name) --endpoint \(store.endpoint) --client-id \(store.clientID) "
          + "--mechanism \(mechanism.rawValue)\(profile.isProduction ? " --production" : "")`")
      throw error
    }
    note("")
    note("Wrote the profile \(profile.name) to \(file.path, limit: 200).")
    note("`epswitch profile set` changes it, and `epswitch profile add` adds others.")
  }

  // MARK: - The store

  private func checkedStore() async throws -> Store {
    while true {
      let store = Store(endpoint: try endpoint(), clientID: try clientID())
      note("Asking \(store.endpoint) … (Ctrl-C cancels)")
      do throws(AccountError) {
        try await context.service.checkClient(of: store)
        note("\(store.endpoint) answers and knows the client.")
        return store
      } catch {
        guard error.kind != .cancelled else { throw error }
        note("epswitch: \(error.userMessage.text)")
        if try isYes("Use this store all the same? (y/N): ") { return store }
      }
    }
  }

  private func clientID() throws -> String {
    while true {
      let text = try line("Client ID: ")
      guard let fault = ProfileKey.clientID.fault(in: text) else { return text }
      note("The client ID \(fault).")
    }
  }

  private static let usualEndpoint = "https://useast.api.elasticpath.com"

  private func endpoint() throws -> Endpoint {
    while true {
      let text = try line("Endpoint (\(Self.usualEndpoint)): ", default: Self.usualEndpoint)
      do throws(AccountError) {
        return try AccountService.endpoint(text, from: "Endpoint")
      } catch {
        note("epswitch: \(error.userMessage.summary)")
      }
    }
  }

  // MARK: - Signing in

  /// The ways that need no other setting, the usual one first.
  private static let mechanisms: [(Mechanism, CleanText)] = [
    (.password, "user name and password"),
    (.passwordless, "one-time password, which the store sends by e-mail"),
    (.oidc, "browser (OpenID Connect)"),
    (.customer, "e-mail address and password of a customer, who has one account only"),
  ]

  private func mechanism() throws -> Mechanism {
    note("")
    note("How do members sign in?")
    for (number, (_, title)) in Self.mechanisms.enumerated() { note("  \(number + 1)  \(title)") }
    return Self.mechanisms[try number("Choice", of: Self.mechanisms.count) - 1].0
  }

  private func name() throws -> String {
    while true {
      let name = try line("Name of the profile (store): ", default: "store")
      if !Profile.isName(name) {
        note("A name is made of letters, digits, “-”, “_” and “.”.")
      } else if try context.service.settings()[name] != nil {
        // Another terminal may have been faster.
        note("There is a profile \(name) already.")
      } else {
        return name
      }
    }
  }

  // MARK: - Asking

  private func note(_ text: CleanText) { context.console.note(text) }

  /// - Parameter fallback: what Enter alone means; `nil` to ask again.
  private func line(_ question: CleanText, default fallback: String? = nil) throws -> String {
    while true {
      let answer = try answer(question)
      if let text = answer.isEmpty ? fallback : answer { return text }
    }
  }

  /// A number from 1; Enter alone is 1.
  private func number(_ title: CleanText, of count: Int) throws -> Int {
    while true {
      let answer = try line("\(title) (1): ", default: "1")
      if let number = Int(answer), (1...count).contains(number) { return number }
      note("Type a number from 1 to \(count).")
    }
  }

  private func isYes(_ question: CleanText) throws -> Bool {
    TerminalPrompter.isYes(try answer(question))
  }

  /// - Throws: ``AccountCore/AccountError`` of the kind `cancelled` at the end of the input.
  private func answer(_ question: CleanText) throws -> String {
    do throws(PromptError) {
      return try prompter.line(question, mayBeEmpty: true)
    } catch {
      throw AccountError.cancelled
    }
  }
}
