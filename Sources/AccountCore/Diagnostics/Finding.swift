package import AccountModel

/// One thing that was checked, and what was found.
package struct Finding: Equatable, Sendable {
  package enum Verdict: String, Sendable { case pass, warn, fail }

  /// What was checked, in a word that stays the same.
  package enum Check: String, Sendable, CaseIterable {
    case settings, files
    case vaultKey = "vault-key"
    case store, endpoint, clock, client
    case signIn = "sign-in"
    case desk, session, terminal
  }

  package let check: Check
  package let verdict: Verdict

  /// What was found, as a sentence.
  package let summary: CleanText

  /// What to do about it; `nil` when nothing has to be done.
  package let recoverySuggestion: Remedy?

  package static func pass(_ check: Check, _ summary: CleanText) -> Finding {
    Finding(check: check, verdict: .pass, summary: summary, recoverySuggestion: nil)
  }

  package static func warn(
    _ check: Check, _ summary: CleanText, recoverySuggestion: Remedy
  ) -> Finding {
    Finding(
      check: check, verdict: .warn, summary: summary, recoverySuggestion: recoverySuggestion)
  }

  package static func fail(
    _ check: Check, _ summary: CleanText, recoverySuggestion: Remedy
  ) -> Finding {
    Finding(
      check: check, verdict: .fail, summary: summary, recoverySuggestion: recoverySuggestion)
  }

  /// What a failure says of something that was only checked: nothing was kept or changed by that.
  package static func fail(_ check: Check, _ message: UserMessage) -> Finding {
    Finding(
      check: check, verdict: .fail, summary: message.summary,
      recoverySuggestion: message.recoverySuggestion)
  }
}
