/// One part of epswitch that takes bytes from outside, and what must hold whatever the bytes are.
///
/// `FuzzTests` replays the corpus and mutates it; `script/fuzz` runs the same under libFuzzer.
struct FuzzTarget: Sendable {
  /// Its folder in `Corpus`.
  let name: String

  /// Pieces that a mutation puts in; without them, chance would seldom write them.
  let pieces: [String]

  /// Larger inputs than the corpus should hold.
  var large: @Sendable () -> [[UInt8]] = { [] }

  /// - Throws: ``Violation``.
  let check: @Sendable ([UInt8]) throws -> Void

  static let all: [FuzzTarget] = [
    .tokenPage, .errorBody, .claims, .terminalText, .settings, .cleanText, .shownAccount,
    .shellQuoting, .callbackAddress, .keys,
  ]
}

/// Something that must hold does not.
struct Violation: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  guard holds else { throw Violation(what()) }
}

extension String {
  /// Whether something in it would act on a terminal or on the order of what is shown.
  func acts(besides allowed: Set<Unicode.Scalar> = []) -> Bool {
    unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: !allowed.contains(scalar)
      case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
      default: false
      }
    }
  }
}
