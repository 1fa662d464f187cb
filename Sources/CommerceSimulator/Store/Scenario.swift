/// What kind of member and roster a simulated store has.
package enum Scenario: String, CaseIterable, Sendable {
  /// A dozen believable accounts in several scripts, with lifetimes that differ.
  case showcase
  /// 10,000 accounts, or as many as asked for.
  case large
  /// Names that attack a terminal, and every odd shape of a field that was seen in the wild.
  case hostile
  /// A member of no account: signed in, and nothing to switch to.
  case empty
  /// One account, answered as a single object instead of an array.
  case single
}
