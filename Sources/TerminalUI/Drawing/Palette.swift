import AccountViewModel

/// How styles look with the colours a terminal has, in a theme.
///
/// The background stays the person's own, and the colours of the standard theme are from the middle of
/// the scale, so that they read on dark and on light. Reverse and bold say what matters without any
/// colour.
struct Palette: Hashable, Sendable {
  let depth: Depth
  let theme: Theme

  /// - Parameter colours: how many may be used; 0 for none.
  init(colours: Int, theme: Theme = .standard) {
    self.theme = theme
    depth =
      switch colours {
      case 0x100_0000...: .direct
      case 256...: .wide
      case 8...: .basic
      default: .none
      }
  }

  init(depth: Depth, theme: Theme) {
    self.depth = depth
    self.theme = theme
  }

  enum Depth: Hashable, Sendable, CaseIterable {
    case none
    /// The eight of ECMA-48, which the person's theme defines. The bright eight are left alone: many
    /// themes have their background among them.
    case basic
    /// The 256 of xterm.
    case wide
    /// Red, green and blue of eight bits each, as terminals described by `xterm-direct` and its kin
    /// take them.
    case direct
  }

  /// What is sent for a style.
  struct Look: Hashable, Sendable {
    /// The number of the text's colour; `nil` for the person's own.
    var colour: Int32?
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
    let isStrong = theme == .highContrast
    switch style {
    case .plain: return Look(attributes: [])
    case .faint:
      // Dim already is a grey where there are few colours.
      if isStrong { return Look(attributes: []) }
      return depth.isWide
        ? Look(colour: colour(.cyan, 243), attributes: []) : Look(attributes: .dim)
    // 243, #767676, is the grey that has the contrast 4.5 to black and to white alike (WCAG 2, AA).
    case .id:
      return depth.isWide && !isStrong
        ? Look(colour: colour(.cyan, 243), attributes: []) : Look(attributes: [])
    case .heading, .key: return Look(colour: accent, attributes: .bold)
    case .acting: return Look(colour: good, attributes: .bold)
    case .cursorRow: return Look(attributes: .reverse)
    case .match: return Look(colour: colour(.magenta, 133), attributes: [.bold, .underline])
    case .cursorRowMatch: return Look(attributes: [.reverse, .bold, .underline])
    case .warning:
      return Look(colour: doubtful, attributes: isStrong || depth == .none ? .bold : [])
    case .danger: return Look(colour: bad, attributes: .bold)
    case .success: return Look(colour: good, attributes: [])
    case .production: return Look(colour: bad, attributes: [.reverse, .bold])
    case .tintRed: return Look(colour: colour(.red, 160), attributes: .bold)
    case .tintGreen: return Look(colour: colour(.green, 29), attributes: .bold)
    case .tintYellow: return Look(colour: colour(.yellow, 136), attributes: .bold)
    case .tintBlue: return Look(colour: colour(.blue, 33), attributes: .bold)
    case .tintMagenta: return Look(colour: colour(.magenta, 133), attributes: .bold)
    case .tintCyan: return Look(colour: colour(.cyan, 31), attributes: .bold)
    }
  }

  private var accent: Int32? {
    theme == .highContrast ? nil : colour(.cyan, 31)
  }

  /// Blue (Okabe and Ito, #0072B2) instead of green, which many cannot tell from red.
  private var good: Int32? {
    theme == .colourBlind ? colour(.blue, 32) : colour(.green, 29)
  }

  private var doubtful: Int32? { colour(.yellow, theme == .colourBlind ? 172 : 136) }

  /// Vermillion (#D55E00 of the same) is told from blue by all.
  private var bad: Int32? { colour(.red, theme == .colourBlind ? 166 : 160) }

  /// The numbers of ECMA-48.
  private enum Basic: Int32 {
    case red = 1
    case green = 2
    case yellow = 3
    case blue = 4
    case magenta = 5
    case cyan = 6
  }

  /// - Parameter wide: the number among the 256 of xterm, 16 or more.
  private func colour(_ basic: Basic, _ wide: Int32) -> Int32? {
    switch depth {
    case .none: nil
    case .basic: basic.rawValue
    case .wide: wide
    case .direct: directColour(wide)
    }
  }
}

extension Palette.Depth {
  fileprivate var isWide: Bool { self == .wide || self == .direct }
}

/// Red, green and blue of a colour of xterm: the cube of 6 × 6 × 6, then the greys.
private func directColour(_ number: Int32) -> Int32 {
  guard number < 232 else {
    let grey = 8 + 10 * (number - 232)
    return grey << 16 | grey << 8 | grey
  }
  func level(_ step: Int32) -> Int32 { step == 0 ? 0 : 55 + 40 * step }
  let place = number - 16
  return level(place / 36) << 16 | level(place / 6 % 6) << 8 | level(place % 6)
}
