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
  /// F1 is 1.
  case function(Int)
}
