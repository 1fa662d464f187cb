import ArgumentParser
import Foundation

/// A command as swift-argument-parser describes it in `--experimental-dump-help`.
struct CommandDescription: Decodable {
  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandDescription]?
  let arguments: [Argument]?
  let shouldDisplay: Bool

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let abstract: String?
  }

  /// The whole program.
  ///
  /// - Throws: `DecodingError` when the library describes commands in another way.
  static func program() throws -> CommandDescription {
    struct Program: Decodable { let command: CommandDescription }
    return try JSONDecoder().decode(Program.self, from: Data(EPSwitch._dumpHelp().utf8)).command
  }

  /// The words that call it: `epswitch export curl`.
  var words: [String] { (superCommands ?? []) + [commandName] }

  /// What is shown of it in help: the library's own `help` has no page.
  var shownSubcommands: [CommandDescription] {
    (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }

  var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
}
