/// A failure in words for a person. Each part is one or two plain sentences.
package struct UserMessage: Hashable, Sendable {
  /// What happened.
  package let summary: CleanText

  /// What did not change, where that matters.
  package let unchanged: CleanText?

  /// What to do next.
  package let recoverySuggestion: Remedy?

  package init(
    _ summary: CleanText, unchanged: CleanText? = nil, recoverySuggestion: Remedy? = nil
  ) {
    self.summary = summary
    self.unchanged = unchanged
    self.recoverySuggestion = recoverySuggestion
  }

  /// All of it as one line, for the command line.
  package var text: CleanText {
    [summary, unchanged, recoverySuggestion?.inCommands].compactMap(\.self).joined(separator: " ")
  }
}
