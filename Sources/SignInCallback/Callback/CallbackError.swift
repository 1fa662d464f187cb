/// Why nobody's answer to the sign-in arrived.
package enum CallbackError: Error, Equatable {
  /// Another program listens on this port of the machine; it would receive the code.
  case portBusy(Int)

  /// The machine does not let us listen there; says why.
  case cannotListen(String)

  /// Nobody came within this time.
  case timedOut(Duration)

  /// The waiting task was cancelled.
  case cancelled
}
