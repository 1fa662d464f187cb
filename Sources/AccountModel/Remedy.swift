/// What to do about a failure: a sentence or two, with actions of epswitch in them. The command line
/// names each action by its command, the dashboard by its key.
package struct Remedy: Hashable, Sendable {
  /// Something that a person does with epswitch. The associated text is the command that does it,
  /// with the options that name the place.
  package enum Action: Hashable, Sendable {
    case signIn(CleanText)
    case signInAgain(CleanText)
    case chooseAccount(CleanText)
    case listAccounts(CleanText)
    case loadAccounts(CleanText)
    case showCurrent(CleanText)
    case addProfile

    /// The action as a clause that names its command.
    package var inCommands: CleanText {
      switch self {
      case .signIn(let command): "sign in with `\(command)`"
      case .signInAgain(let command): "sign in again with `\(command)`"
      case .chooseAccount(let command): "choose one with `\(command)`"
      case .listAccounts(let command): "see your accounts with `\(command)`"
      case .loadAccounts(let command): "load the accounts again with `\(command)`"
      case .showCurrent(let command): "see who is signed in with `\(command)`"
      case .addProfile: "add one with `epswitch profile add`"
      }
    }
  }

  fileprivate enum Part: Hashable, Sendable {
    case text(CleanText)
    case action(Action)
  }

  private let parts: [Part]

  fileprivate init(parts: [Part]) { self.parts = parts }

  /// Words without an action.
  package init(_ text: CleanText) { parts = [.text(text)] }

  /// The actions in it, in their order.
  package var actions: [Action] {
    parts.compactMap { if case .action(let action) = $0 { action } else { nil } }
  }

  /// The remedy as sentences.
  ///
  /// - Parameter words: an action as a clause that begins with a small letter.
  package func text(_ words: (Action) -> CleanText) -> CleanText {
    parts.reduce("") { text, part in
      switch part {
      case .text(let more): text + more
      case .action(let action):
        text
          + (text.isEmpty || text.string.hasSuffix(". ")
            ? words(action).capitalized : words(action))
      }
    }
  }

  /// The remedy with commands, as the command line tells it.
  package var inCommands: CleanText { text(\.inCommands) }

  package func contains(_ other: some StringProtocol) -> Bool { inCommands.contains(other) }

  package static func + (one: Remedy, other: Remedy) -> Remedy {
    Remedy(parts: one.parts + other.parts)
  }
}

extension Remedy: ExpressibleByStringInterpolation {
  package typealias StringLiteralType = StaticString
  package typealias ExtendedGraphemeClusterLiteralType = StaticString
  package typealias UnicodeScalarLiteralType = StaticString

  package init(stringLiteral literal: StaticString) {
    parts = [.text(CleanText(stringLiteral: literal))]
  }

  package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: StaticString) {
      add(CleanText(stringLiteral: literal))
    }

    package mutating func appendInterpolation(_ clean: CleanText) { add(clean) }

    package mutating func appendInterpolation(_ foreign: String, limit: Int = CleanText.limit) {
      add("\(foreign, limit: limit)")
    }

    package mutating func appendInterpolation(_ number: some BinaryInteger) { add("\(number)") }

    @_disfavoredOverload
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      add("\(value)")
    }

    package mutating func appendInterpolation(action: Action) { parts.append(.action(action)) }

    private mutating func add(_ text: CleanText) {
      if case .text(let before) = parts.last {
        parts[parts.count - 1] = .text(before + text)
      } else if !text.isEmpty {
        parts.append(.text(text))
      }
    }
  }
}

extension Remedy? {
  /// Both, one after the other, as far as there are any.
  package func joined(to other: Remedy?) -> Remedy? {
    guard let self else { return other }
    return other.map { self + " " + $0 } ?? self
  }
}

extension Remedy: CustomStringConvertible, Encodable {
  package var description: String { inCommands.string }

  package func encode(to encoder: any Encoder) throws { try inCommands.encode(to: encoder) }
}
