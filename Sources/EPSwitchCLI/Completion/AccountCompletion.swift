import AccountCore
import AccountModel
import AccountVault
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
      let place = try? context.target().place,
      let session = try? context.vault.session(at: place.store, of: place.username)
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
      let settings = try? context.settingsFile.load()
    else { return [] }
    return settings.profiles.map {
      CompletionCandidate(word: $0.name).line(for: Shell.requesting)
    }
  }
}

extension Shell {
  /// The shell whose completion script asks.
  static var requesting: Shell {
    switch CompletionShell.requesting {
    case .zsh: .zsh
    case .fish: .fish
    default: .bash
    }
  }
}
