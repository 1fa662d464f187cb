/// A colour a person gives to something to know it again. The text beside it says the same.
package enum Tint: String, Hashable, Sendable, CaseIterable {
  case red, green, yellow, blue, magenta, cyan

  package var style: Style {
    switch self {
    case .red: .tintRed
    case .green: .tintGreen
    case .yellow: .tintYellow
    case .blue: .tintBlue
    case .magenta: .tintMagenta
    case .cyan: .tintCyan
    }
  }
}
