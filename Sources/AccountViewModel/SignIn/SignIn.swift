import AccountModel

/// Signing in on the screen, one step after the other.
struct SignIn: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    /// Which way in.
    case mechanisms(Choices<Mechanism>)
    case form(SignInForm)
    /// Which of the store's profiles, before the answers of the form are sent.
    case profiles(Choices<SignInProfile>, SignInForm)
    /// The browser is away at the store's identity provider.
    case browser(BrowserWait)
  }

  let offer: SignInOffer
  var step: Step

  init(_ offer: SignInOffer) {
    self.offer = offer
    step = .mechanisms(Choices(offer.mechanisms))
  }

  var form: SignInForm? {
    if case .form(let form) = step { form } else { nil }
  }

  /// Whether a step back leads to the ways in, and not out of signing in.
  var canGoBack: Bool {
    if case .mechanisms = step { false } else { offer.mechanisms.count > 1 }
  }
}

extension SignIn {
  /// Moves the cursor, where this step is a choice, or the lines, where they may be too many.
  ///
  /// - Parameters:
  ///   - page: how many rows are on the screen.
  ///   - hidden: how many lines are above them at most.
  mutating func move(_ move: AccountList.Move, page: Int, hidden: Int) {
    switch step {
    case .mechanisms(var choices):
      choices.move(move, page: page)
      step = .mechanisms(choices)
    case .profiles(var choices, let form):
      choices.move(move, page: page)
      step = .profiles(choices, form)
    case .browser(var wait):
      let top = move.target(from: hidden - wait.linesUp, count: hidden + 1, page: page)
      wait.linesUp = hidden - top
      step = .browser(wait)
    case .form: break
    }
  }

  /// Goes to a choice by its number, counted from 1; `false` when there is none.
  mutating func move(toNumber number: Int) -> Bool {
    switch step {
    case .mechanisms(var choices):
      guard choices.move(toNumber: number) else { return false }
      step = .mechanisms(choices)
    case .profiles(var choices, let form):
      guard choices.move(toNumber: number) else { return false }
      step = .profiles(choices, form)
    case .form, .browser: return false
    }
    return true
  }
}

/// Waiting for the browser to come back from the store's identity provider.
struct BrowserWait: Equatable, Sendable {
  /// Where the browser was sent; `nil` until that is known.
  var address: String?

  /// Whether a browser was opened, and not only named the address.
  var isOpen = false

  /// The address the browser ended up at, as far as it was typed or pasted. It holds a code.
  var finalAddress = Secret("")

  /// Lines the person went up from where that address is typed, to read the other one.
  var linesUp = 0
}
