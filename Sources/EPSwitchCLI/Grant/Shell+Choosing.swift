import ArgumentParser
import Foundation
import ShellBridge

extension Shell: ExpressibleByArgument {}

extension Shell {
  /// The shell a person works in, as `$SHELL` names it.
  ///
  /// - Throws: ``UsageFailure`` when that is none of those we speak.
  static func ofPerson(_ environment: Environment) throws -> Shell {
    let path = environment["SHELL"] ?? ""
    guard let shell = Shell(rawValue: (path as NSString).lastPathComponent) else {
      throw UsageFailure(
        path.isEmpty ? "SHELL is not set." : "The shell in SHELL is none that epswitch speaks.",
        remedy: "Name one with --shell: bash, zsh or fish; bash's lines suit every POSIX shell.")
    }
    return shell
  }

  /// The same shell as the library that makes completions calls it.
  var forCompletions: CompletionShell {
    switch self {
    case .bash: .bash
    case .zsh: .zsh
    case .fish: .fish
    }
  }
}
