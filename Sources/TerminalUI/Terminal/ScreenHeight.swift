/// How many rows of the terminal a screen takes.
package enum ScreenHeight: Hashable, Sendable {
  case rows(Int)
  /// Of the rows of the terminal.
  case percent(Int)

  /// A number of rows, from 1, or a share of them from `1%` to `100%`; `nil` for anything else.
  package init?(_ text: String) {
    let isShare = text.hasSuffix("%")
    guard let number = Int(isShare ? String(text.dropLast()) : text), number > 0,
      !isShare || number <= 100
    else { return nil }
    self = isShare ? .percent(number) : .rows(number)
  }

  /// The fewest rows in which the dashboard can be used.
  static let least = 5

  /// The rows it means on a terminal of this many.
  func rows(of all: Int) -> Int {
    let wanted =
      switch self {
      case .rows(let rows): rows
      case .percent(let share): all * share / 100
      }
    return min(max(wanted, Self.least), all)
  }
}
