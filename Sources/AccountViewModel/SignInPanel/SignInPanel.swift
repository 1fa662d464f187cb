import AccountModel

/// Signing in on the screen, one step after the other. This is the state and its update; see
/// `SignInPanelView.swift` for how it is drawn.
struct SignInPanel: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    /// Which sign-in method.
    case mechanisms(Choices<Mechanism>)
    case form(SignInForm)
    /// Which of the store's profiles; the sign-in waits for it.
    case profiles(SignInProfile.Kind, Choices<SignInProfile>, SignInForm)
    /// The one-time password that was sent; the sign-in waits for it.
    case oneTimePassword(Secret, SignInForm)
    /// The browser is at the store's identity provider.
    case browser(BrowserWait)
  }

  let offer: SignInOffer
  private(set) var step: Step

  /// What a presenter may read of the one-time password, in a demo.
  var codeHint: String?

  init(_ offer: SignInOffer) {
    self.offer = offer
    step = .mechanisms(Choices(offer.mechanisms))
  }

  /// The form that is being filled in; `nil` in every other step.
  var form: SignInForm? {
    if case .form(let form) = step { form } else { nil }
  }

  /// Whether a step back leads to the sign-in methods, and not out of signing in.
  var canGoBack: Bool {
    if case .mechanisms = step { false } else { offer.mechanisms.count > 1 }
  }

  var bindings: [Binding] {
    switch step {
    case .mechanisms, .profiles: KeyMap.choices
    case .form: KeyMap.form
    case .oneTimePassword: KeyMap.code
    case .browser: KeyMap.browser
    }
  }

  /// Why no pasted address can be used, as a sentence; `nil` when one can, and in other steps.
  var obstacleToPastedAddress: String? {
    guard case .browser(let wait) = step, wait.pastedAddress.isEmpty else { return nil }
    return "First paste the address where the browser ended up."
  }
}

// MARK: - What the person does

extension SignInPanel {
  mutating func update(_ message: PanelMessage, in context: PanelContext) -> PanelOutcome? {
    switch step {
    case .mechanisms(var choices):
      let outcome = choices.update(message, page: context.rows)
      step = .mechanisms(choices)
      return switch outcome {
      case .chosen(let mechanism): start(mechanism)
      case .refused(let reason): .refused(reason)
      case nil: nil
      }
    case .form(var form):
      let outcome = form.update(message)
      step = .form(form)
      return switch outcome {
      case .filledIn: signIn(with: form)
      case .refused(let reason): .refused(reason)
      case nil: nil
      }
    case .profiles(let kind, var choices, let form):
      let outcome = choices.update(message, page: context.rows)
      step = .profiles(kind, choices, form)
      return switch outcome {
      case .chosen(let profile): choose(profile, form)
      case .refused(let reason): .refused(reason)
      case nil: nil
      }
    case .oneTimePassword(let code, let form): return enterCode(message, code, form)
    case .browser(let wait): return update(wait, message, in: context)
    }
  }

  /// Begins with a sign-in method: with its form, or at once where it asks for nothing.
  mutating func start(_ mechanism: Mechanism) -> PanelOutcome? {
    let form = SignInForm(mechanism, offer)
    guard form.fields.isEmpty else {
      step = .form(form)
      return nil
    }
    return signIn(with: form)
  }

  /// Signs in with what was filled in. It stays until the result is known, since more may be asked.
  private mutating func signIn(with form: SignInForm) -> PanelOutcome {
    step = form.mechanism == .oidc ? .browser(BrowserWait()) : .form(form)
    return .signInRequested(form.given)
  }

  private mutating func choose(_ profile: SignInProfile, _ form: SignInForm) -> PanelOutcome {
    var form = form
    form.profileID = profile.id
    step = form.mechanism == .oidc ? .browser(BrowserWait()) : .form(form)
    return .answered(.profile(id: profile.id))
  }

  private mutating func enterCode(
    _ message: PanelMessage, _ code: Secret, _ form: SignInForm
  ) -> PanelOutcome? {
    func edit(_ change: (String) -> String) {
      step = .oneTimePassword(Secret(String(change(code.reveal()).prefix(1000))), form)
    }
    switch message {
    case .text(let text): edit { $0 + text }
    case .command(.submit):
      return code.isEmpty
        ? .refused("Code is missing.") : .answered(.oneTimePassword(.code(code)))
    case .command(.sendCodeAgain):
      edit { _ in "" }
      return .answered(.oneTimePassword(.sendAgain))
    case .command(let command):
      if command.erases { edit(command.erasing) }
    }
    return nil
  }

  private mutating func update(
    _ wait: BrowserWait, _ message: PanelMessage, in context: PanelContext
  ) -> PanelOutcome? {
    var wait = wait
    defer { step = .browser(wait) }
    switch message {
    case .text(let text): wait.edit { $0 + text }
    case .command(.usePastedAddress):
      let address = wait.pastedAddress
      // What is pasted next must not be added to it.
      wait.pastedAddress = Secret("")
      return .answered(.pastedAddress(address))
    case .command(.move(let move)):
      let hidden = max(0, view(in: context).lines.count - context.rows)
      let top = move.target(
        from: hidden - wait.linesUp, count: hidden + 1, page: context.rows)
      wait.linesUp = hidden - top
    case .command(let command):
      if command.erases { wait.edit(command.erasing) }
    }
    return nil
  }

  /// Leads back to the sign-in methods.
  mutating func goBack() { self = SignInPanel(offer) }
}

// MARK: - What becomes of it

extension SignInPanel {
  /// Lets one of the store's profiles be chosen; what was typed is kept for it.
  ///
  /// - Parameter profiles: at least one.
  mutating func askForProfile(_ kind: SignInProfile.Kind, among profiles: [SignInProfile]) {
    let usual = SignInForm(kind == .openID ? .oidc : .password, offer)
    step = .profiles(kind, Choices(profiles), keptForm ?? usual)
  }

  /// Asks for the one-time password that was sent.
  mutating func askForCode() {
    step = .oneTimePassword(Secret(""), keptForm ?? SignInForm(.passwordless, offer))
  }

  /// Says where the browser is; it is not waited for in any other step.
  mutating func awaitBrowser(address: String, isOpen: Bool) {
    guard case .browser(var wait) = step else { return }
    wait.address = address
    wait.isOpen = isOpen
    step = .browser(wait)
  }

  /// Goes back to where another try begins, after one that failed or was cancelled. Secrets that
  /// were typed are forgotten.
  ///
  /// - Returns: whether there is such a step; without one, signing in is left.
  mutating func abandonAttempt() -> Bool {
    codeHint = nil
    switch step {
    case .mechanisms: return true
    case .form(var form), .oneTimePassword(_, var form), .profiles(.password, _, var form):
      form.forgetSecrets()
      step = .form(form)
      return true
    case .browser, .profiles(.openID, _, _):
      goBack()
      return offer.mechanisms.count > 1
    }
  }

  /// What was filled in, where a step keeps it.
  private var keptForm: SignInForm? {
    switch step {
    case .form(let form), .profiles(_, _, let form), .oneTimePassword(_, let form): form
    case .mechanisms, .browser: nil
    }
  }
}

/// Waiting for the browser to come back from the store's identity provider.
struct BrowserWait: Equatable, Sendable {
  /// Where the browser was sent; `nil` until that is known.
  var address: String?

  /// Whether a browser was opened; otherwise the person has to open the address.
  var isOpen = false

  /// The address where the browser ended up, as far as it was typed or pasted. It holds an
  /// authorization code.
  var pastedAddress = Secret("")

  /// Lines the person scrolled up from the end, to read the address.
  var linesUp = 0

  fileprivate mutating func edit(_ change: (String) -> String) {
    linesUp = 0
    pastedAddress = Secret(String(change(pastedAddress.reveal()).prefix(8_000)))
  }
}
