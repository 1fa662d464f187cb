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

  /// Lines to evaluate, which set and export variables, or unset those without a value.
  package func lines(setting variables: [(name: String, value: String?)]) -> String {
    variables.map { name, value in
      switch (self, value) {
      case (.fish, let value?): "set -gx \(name) \(quoted(value))\n"
      case (.fish, nil): "set -q \(name); and set -e \(name)\n"
      case (_, let value?): "export \(name)=\(quoted(value))\n"
      case (_, nil): "unset \(name)\n"
      }
    }.joined()
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
