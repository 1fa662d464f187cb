/// A failure in words: what happened, what was kept, what to do. Each part is one sentence.
package struct Explanation: Hashable, Sendable {
  package let happened: String
  package let kept: String?
  package let remedy: String?

  package init(_ happened: String, kept: String? = nil, remedy: String? = nil) {
    self.happened = happened
    self.kept = kept
    self.remedy = remedy
  }

  /// All of it as one line.
  package var text: String { [happened, kept, remedy].compactMap(\.self).joined(separator: " ") }
}
