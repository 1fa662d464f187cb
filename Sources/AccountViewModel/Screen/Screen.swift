package import Foundation

/// A picture that answers to keys: state in, state out, no terminal, so that it is tested without
/// one. The event loop of `TerminalUI` drives it.
///
/// Messages are facts in the past tense; effects are orders for somebody else to carry out, who
/// answers with further messages.
package protocol Screen {
  associatedtype Message: ScreenMessage
  associatedtype Effect: Sendable

  /// Takes a fact in and says what is to be done about it.
  mutating func update(_ message: Message) -> [Effect]

  /// The picture of the present state.
  func render() -> Frame

  /// The next moment, by this machine's clock, at which the picture would change by itself; `nil`
  /// when it would not.
  func nextTick(after now: Date) -> Date?

  /// Whether the person is done with it.
  var isFinished: Bool { get }
}

/// The facts every screen must understand.
package protocol ScreenMessage: Sendable {
  static func keyPressed(_ key: Key) -> Self
  static func resized(_ size: Size) -> Self
  static func ticked(_ now: Date) -> Self
}

/// What a person pressed, as the terminal told it.
package enum Key: Hashable, Sendable {
  /// A character with a shape, the space included.
  case character(Character)
  /// A letter pressed with Ctrl, in lower case.
  case control(Character)
  /// Text pasted in one piece, as the terminal marked it (bracketed paste).
  case paste(String)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, pageUp, pageDown, home, end
  /// A click of the first button, in cells counted from 0.
  case click(column: Int, row: Int)
  case wheelUp, wheelDown
  /// F1 is 1.
  case function(Int)
}
