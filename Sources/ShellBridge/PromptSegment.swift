package import AccountModel

/// What the prompt of a shell shows of the account: `⟨Acme Industrial 23:59⟩`.
package struct PromptSegment: Hashable, Sendable {
  package let account: Account

  /// Whole seconds until the account token expires; `nil` when the store did not say.
  package let secondsLeft: Int64?

  /// Whether the settings mark the store as production.
  package let isProduction: Bool

  /// That somebody else acts as the member, and who: `impersonated by sam`.
  package let impersonationMark: String?

  package init(
    account: Account, secondsLeft: Int64?, isProduction: Bool, impersonationMark: String? = nil
  ) {
    self.account = account
    self.secondsLeft = secondsLeft
    self.isProduction = isProduction
    self.impersonationMark = impersonationMark
  }

  /// The segment, safe in any prompt: bash and zsh interpret no part of the name, whether it
  /// arrives as text, through a variable or through `$(…)`.
  ///
  /// - Parameters:
  ///   - shell: whose prompt is to be coloured; `nil` for no colour, as `NO_COLOR` asks.
  ///   - shorten: cuts the name to the cells there are for it.
  package func text(
    coloredFor shell: Shell? = nil, shorten: (String) -> String = { $0 }
  ) -> String {
    let words = [
      isProduction ? "PROD" : nil, impersonationMark.map { shorten(inert($0)) + ":" },
      shorten(inert(account.displayName)), timeLeft,
    ]
    let text = "⟨" + words.compactMap(\.self).joined(separator: " ") + "⟩"
    return shell.map { $0.invisible("\u{1B}[\(color)m") + text + $0.invisible("\u{1B}[0m") } ?? text
  }

  /// `2d 03h`, `23:59` in hours and minutes, `! 0:14` when it is time to renew, `expired`. A prompt
  /// is not redrawn, so it counts no seconds.
  private var timeLeft: String? {
    guard let secondsLeft else { return nil }
    let minutes = secondsLeft / 60
    return switch secondsLeft {
    case ...0: "expired"
    case ..<60: "! <1m"
    case ..<Self.renewalTime: "! \(clock(minutes))"
    case ..<86_400: clock(minutes)
    default: durationText(seconds: secondsLeft)
    }
  }

  /// How many seconds before the expiry the time is marked from.
  private static let renewalTime: Int64 = 900

  /// SGR parameters: red for production, magenta for an impersonated member, yellow when the token
  /// expires soon or has expired, else cyan.
  private var color: String {
    if isProduction { return "1;31" }
    if impersonationMark != nil { return "35" }
    return (secondsLeft ?? .max) < Self.renewalTime ? "33" : "36"
  }
}

/// Hours and minutes, `23:59`.
private func clock(_ minutes: Int64) -> String {
  "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
}

/// The text with the characters that prompts interpret replaced by their full-width forms.
///
/// No escaping is right everywhere: what bash needs in `PS1` is shown from a variable, and zsh
/// needs another under `PROMPT_SUBST`. A character without a meaning is right in all of them.
private func inert(_ text: String) -> String {
  text.replacingScalars { scalar in
    switch scalar {
    case "\\": "＼"
    case "$": "＄"
    case "`": "｀"
    case "%": "％"
    default: nil
    }
  }
}

extension Shell {
  /// An escape sequence marked as taking no room, or the shell would misjudge the prompt's length.
  fileprivate func invisible(_ sequence: String) -> String {
    switch self {
    // What `\[` and `\]` become; unlike those they also work from a variable or `$(…)`.
    case .bash: "\u{1}\(sequence)\u{2}"
    case .zsh: "%{\(sequence)%}"
    case .fish: sequence
    }
  }
}
