/// The shells that epswitch speaks.
package enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish
}

extension Shell {
  /// The text as one word of the shell's language, which stands for exactly that text.
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
