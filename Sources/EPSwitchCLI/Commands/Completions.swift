import AccountCore
import AccountModel
import ArgumentParser
import Foundation
import ProfileSettings
import ShellBridge

/// Completes names of accounts from the saved roster, without the network.
enum AccountCompletion {
  static let kind = CompletionKind.custom { _, _, typed in candidates(typed) }

  private static func candidates(_ typed: String) -> [String] {
    guard
      let options = try? GlobalOptions.parse([]),
      let context = try? CommandContext(options),
      let selector = try? context.service.selector(),
      let session = try? context.service.session(at: selector)
    else { return [] }
    let shell = Shell.requesting
    return CompletionCandidate.accounts(session.roster.accounts, typed: typed, for: shell)
      .map { $0.line(for: shell) }
  }
}

/// Completes names of profiles from the settings file.
enum ProfileCompletion {
  static let kind = CompletionKind.custom { _, _, _ in candidates() }

  private static func candidates() -> [String] {
    guard
      let options = try? GlobalOptions.parse([]),
      let context = try? CommandContext(options),
      let settings = try? context.service.settings()
    else { return [] }
    return settings.profiles.map {
      CompletionCandidate(word: $0.name).line(for: Shell.requesting)
    }
  }
}

extension Shell: ExpressibleByArgument {}

extension Shell {
  /// The shell whose completion script asks.
  static var requesting: Shell {
    switch CompletionShell.requesting {
    case .zsh: .zsh
    case .fish: .fish
    default: .bash
    }
  }

  /// The same shell as the library that makes completions calls it.
  var forCompletions: CompletionShell {
    switch self {
    case .bash: .bash
    case .zsh: .zsh
    case .fish: .fish
    }
  }

  /// The shell a person works in, as `$SHELL` names it.
  ///
  /// - Throws: ``AccountCore/AccountError`` when that is not one of those supported.
  static func ofPerson(_ variables: AccountVariables) throws(AccountError) -> Shell {
    let path = variables["SHELL"] ?? ""
    guard let shell = Shell(rawValue: (path as NSString).lastPathComponent) else {
      throw AccountError(
        .usage,
        path.isEmpty ? "SHELL is not set." : "The shell that SHELL names is not supported.",
        recoverySuggestion: "Name one with --shell: bash, zsh or fish; bash's lines work in every "
          + "POSIX shell.")
    }
    return shell
  }
}
