import AccountCore

extension Asker {
  /// Lets a person confirm what cannot be taken back; anything but a yes is a no.
  ///
  /// - Parameters:
  ///   - question: ends in a question mark.
  ///   - option: what would have made the question unnecessary.
  /// - Throws: ``UsageFailure`` without a terminal, ``AccountCore/Failure/cancelled`` for a no.
  func confirm(_ question: String, option: String) throws {
    guard canAsk else {
      throw UsageFailure(
        "This needs a yes.", remedy: "Add \(option), or run in a terminal to be asked.")
    }
    console.prompt("\(question) (y/N): ")
    guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw Failure.cancelled }
  }
}
