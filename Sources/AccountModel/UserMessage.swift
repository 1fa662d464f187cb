/// A failure in words for a person. Each part is one or two plain sentences.
package struct UserMessage: Hashable, Sendable {
  /// What happened.
  package let summary: String

  /// What did not change, where that matters.
  package let unchanged: String?

  /// What to do next.
  package let recoverySuggestion: String?

  package init(_ summary: String, unchanged: String? = nil, recoverySuggestion: String? = nil) {
    self.summary = summary
    self.unchanged = unchanged
    self.recoverySuggestion = recoverySuggestion
  }

  /// All of it as one line.
  package var text: String {
    [summary, unchanged, recoverySuggestion].compactMap(\.self).joined(separator: " ")
  }
}
