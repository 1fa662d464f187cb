import AccountViewModel

/// How styles look with the colours a terminal has.
///
/// The background stays the person's own, and the colours are from the middle of the scale, so that
/// they read on dark and on light. Reverse, bold and underline say what matters without any colour.
struct Palette: Hashable, Sendable {
  let depth: Depth

  /// - Parameter colours: how many may be used; 0 for none.
  init(colours: Int) {
    depth =
      switch colours {
      case 256...: .wide
      case 8...: .basic
      default: .none
      }
  }

  enum Depth: Hashable, Sendable, CaseIterable {
    case none
    /// The eight of ECMA-48, which the person's theme defines. The bright eight are left alone: many
    /// themes have their background among them.
    case basic
    /// The 256 of xterm.
    case wide
  }

  /// What is sent for a style.
  struct Look: Hashable, Sendable {
    /// The number of the text's colour; `nil` for the person's own.
    var colour: Int16?
    var attributes: Attributes
  }

  /// What every terminal can do without colours.
  struct Attributes: OptionSet, Hashable, Sendable {
    let rawValue: Int
    static let bold = Self(rawValue: 1)
    static let dim = Self(rawValue: 2)
    static let underline = Self(rawValue: 4)
    static let reverse = Self(rawValue: 8)
  }

  func look(of style: Style) -> Look {
    switch style {
    case .plain: Look(attributes: [])
    // Dim already is a grey where there are few colours.
    case .faint: depth == .wide ? Look(colour: 244, attributes: []) : Look(attributes: .dim)
    case .heading: Look(colour: colour(basic: .cyan, wide: 31), attributes: .bold)
    case .acting: Look(colour: colour(basic: .green, wide: 29), attributes: .bold)
    case .cursorRow: Look(attributes: .reverse)
    case .match: Look(colour: colour(basic: .magenta, wide: 133), attributes: [.bold, .underline])
    case .cursorRowMatch: Look(attributes: [.reverse, .bold, .underline])
    case .key: Look(colour: colour(basic: .cyan, wide: 31), attributes: .bold)
    case .warning: Look(colour: colour(basic: .yellow, wide: 166), attributes: .underline)
    case .danger: Look(colour: colour(basic: .red, wide: 160), attributes: .bold)
    case .success: Look(colour: colour(basic: .green, wide: 29), attributes: [])
    case .production: Look(colour: colour(basic: .red, wide: 160), attributes: [.reverse, .bold])
    case .tintRed: Look(colour: colour(basic: .red, wide: 160), attributes: .bold)
    case .tintGreen: Look(colour: colour(basic: .green, wide: 29), attributes: .bold)
    case .tintYellow: Look(colour: colour(basic: .yellow, wide: 136), attributes: .bold)
    case .tintBlue: Look(colour: colour(basic: .blue, wide: 33), attributes: .bold)
    case .tintMagenta: Look(colour: colour(basic: .magenta, wide: 133), attributes: .bold)
    case .tintCyan: Look(colour: colour(basic: .cyan, wide: 31), attributes: .bold)
    }
  }

  /// The numbers of ECMA-48.
  private enum Basic: Int16 {
    case red = 1
    case green = 2
    case yellow = 3
    case blue = 4
    case magenta = 5
    case cyan = 6
  }

  private func colour(basic: Basic, wide: Int16) -> Int16? {
    switch depth {
    case .none: nil
    case .basic: basic.rawValue
    case .wide: wide
    }
  }
}
