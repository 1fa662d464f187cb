import AccountModel

// Signing in: a way in is chosen, its fields are filled in, and what it needs besides is asked for.
extension Dashboard {
  mutating func openSignIn() -> [DashboardEffect] {
    guard let offer = store.signIn else { return [] }
    modal = .signIn(SignIn(offer))
    // One way in is no choice.
    return offer.mechanisms.count == 1 ? startSignIn(by: offer.mechanisms[0]) : []
  }

  mutating func startSignIn(by mechanism: Mechanism) -> [DashboardEffect] {
    guard case .signIn(let signIn) = modal else { return [] }
    let form = SignInForm(mechanism, signIn.offer)
    if form.fields.isEmpty { return order(form) }
    setStep(.form(form))
    return []
  }

  /// Goes on to the next empty field; gives the order when none is missing.
  mutating func submitForm() -> [DashboardEffect] {
    guard case .signIn(let signIn) = modal, var form = signIn.form else { return [] }
    let field = form.field
    if !field.isOptional, form.answer(field.purpose).isEmpty {
      notice = .hint("\(field.title) is missing.")
      return []
    }
    if form.focusFirstMissing() != nil {
      setStep(.form(form))
      return []
    }
    return order(form)
  }

  /// Gives the order the filled-in form amounts to. What is secret stays until its outcome is known,
  /// since a profile may have to be chosen first.
  mutating func order(_ form: SignInForm) -> [DashboardEffect] {
    let answers = form.given
    let username = answers[.username] ?? answers[.email]
    guard form.mechanism != .oidc else {
      setStep(.browser(BrowserWait()))
      return begin(.awaitingBrowser, with: .signIn(answers))
    }
    setStep(.form(form))
    return form.ordersCode
      ? begin(.sendingCode(to: username?.reveal() ?? ""), with: .sendCode(answers))
      : begin(.signingIn(username: username?.reveal()), with: .signIn(answers))
  }

  mutating func sendCodeAgain() -> [DashboardEffect] {
    guard case .signIn(let signIn) = modal, var form = signIn.form else { return [] }
    form.forgetSecrets()
    setStep(.form(form))
    let answers = form.given
    return begin(
      .sendingCode(to: answers[.username]?.reveal() ?? ""), with: .sendCode(answers))
  }

  mutating func handOverAddress() -> [DashboardEffect] {
    guard case .signIn(let signIn) = modal, case .browser(var wait) = signIn.step,
      !wait.finalAddress.isEmpty
    else { return [] }
    let address = wait.finalAddress
    // What is pasted next must not be added to it.
    wait.finalAddress = Secret("")
    setStep(.browser(wait))
    return [.handOverAddress(address)]
  }

  mutating func stepBackInSignIn() {
    guard case .signIn(let signIn) = modal else { return }
    modal = .signIn(SignIn(signIn.offer))
  }

  private mutating func setStep(_ step: SignIn.Step) {
    guard case .signIn(var signIn) = modal else { return }
    signIn.step = step
    modal = .signIn(signIn)
  }
}

// MARK: - What becomes of it

extension Dashboard {
  /// Lets one of the store's profiles be chosen; what was typed is kept for it.
  mutating func askForSignInProfile(_ profiles: [SignInProfile]) {
    activity = nil
    guard case .signIn(let signIn) = modal, !profiles.isEmpty else { return }
    switch signIn.step {
    case .form(let form): setStep(.profiles(Choices(profiles), form))
    case .browser: setStep(.profiles(Choices(profiles), SignInForm(.oidc, signIn.offer)))
    case .mechanisms, .profiles: break
    }
  }

  mutating func askForCode(sentTo username: String, hint: String?) {
    activity = nil
    guard case .signIn(let signIn) = modal, var form = signIn.form else { return }
    form.askForCode(hint: hint)
    setStep(.form(form))
    notice = .success("The store was asked to send \(username) a code, good for ten minutes.")
  }

  mutating func showBrowserWait(address: String, isOpen: Bool) {
    guard case .signIn(let signIn) = modal, case .browser(var wait) = signIn.step else { return }
    wait.address = address
    wait.isOpen = isOpen
    setStep(.browser(wait))
  }

  /// What was typed stays for another try, but what lets a person in does not; a browser that is no
  /// longer waited for leads back to the ways in.
  mutating func endSignInAttempt() {
    guard case .signIn(let signIn) = modal else { return }
    switch signIn.step {
    case .form(var form):
      form.forgetSecrets()
      setStep(.form(form))
    case .browser: modal = signIn.canGoBack ? .signIn(SignIn(signIn.offer)) : nil
    case .mechanisms, .profiles: break
    }
  }
}
