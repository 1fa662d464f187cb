/// The shells that epswitch supports.
package enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish
}

extension Shell {
  /// The text as one word of the shell's language, which means exactly that text.
  ///
  /// Single quotes stop every expansion in all three; what ends them is the quote itself and, in
  /// fish alone, the backslash.
  package func quoted(_ text: String) -> String {
    let escaped = text.replacingScalars { scalar in
      switch (self, scalar) {
      case (.bash, "'"), (.zsh, "'"): #"'\''"#
      case (.fish, "'"): #"\'"#
      case (.fish, "\\"): #"\\"#
      default: nil
      }
    }
    return "'\(escaped)'"
  }
}

extension String {
  /// The text with some scalars replaced; `nil` keeps one.
  ///
  /// Shells read scalars, Swift reads characters: to Swift a quote and the accent after it are one
  /// character, which is not a quote. What protects a quote must look at scalars.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = UnicodeScalarView()
    for scalar in unicodeScalars {
      if let replaced = replacement(scalar) {
        result.append(contentsOf: replaced.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}
