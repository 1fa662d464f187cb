package import AccountViewModel

/// What is known of the terminal before anything is drawn.
package struct TerminalReport: Hashable, Sendable {
  /// What `TERM` says.
  package let name: String

  package let size: Size

  /// How many colours the terminal has; 0 when it has none.
  package let colours: Int

  /// Whether colours are used: there are some, and `NO_COLOR` does not forbid them.
  package let usesColour: Bool

  /// Whether text is written in UTF-8; without it, everything but ASCII is shown as `?`.
  package let isUTF8: Bool
}
