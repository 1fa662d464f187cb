/// One text of every account in its searched form: made once and in one piece of memory, so that a
/// keystroke makes no strings.
struct FoldedColumn: Sendable {
  private(set) var units: [UInt16] = []

  /// Where each text begins; one more than there are texts, the last being where the last one ends.
  private var starts: [Int]

  /// - Parameters:
  ///   - count: how many texts there are.
  ///   - text: gives a text by its position.
  init(
    count: Int, casing: TextFolder.Casing, folder: inout TextFolder, text: (Int) -> String
  ) {
    starts = [0]
    starts.reserveCapacity(count + 1)
    units.reserveCapacity((0..<count).reduce(0) { $0 + text($1).utf8.count })
    for position in 0..<count {
      folder.append(text(position), to: &units, casing: casing)
      starts.append(units.count)
    }
  }

  func range(_ position: Int) -> Range<Int> { starts[position]..<starts[position + 1] }

  /// The signature of every text.
  var signatures: [Signature] {
    let units = units.span
    return (0..<starts.count - 1).map { Signature(of: units.extracting(range($0))) }
  }
}
