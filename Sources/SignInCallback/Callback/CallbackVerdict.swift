/// What the sign-in makes of an address the browser came back with.
package enum CallbackVerdict: Equatable, Sendable {
  /// The answer we wait for: the page says that the person is signed in.
  case accepted

  /// Our answer, but a refusal: the page says so in these words, and waiting ends.
  case refused(String)

  /// The answer to another sign-in, by its state: waiting goes on.
  case ignored
}
