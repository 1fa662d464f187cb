import AccountCore
import AccountModel
import Foundation
import ProfileSettings

/// What a command works with: the core, made from the options and the environment, and the console.
struct CommandContext: Sendable {
  let service: AccountService
  let configuration: AccountService.Configuration
  let console: Console

  var variables: AccountVariables { service.variables }

  /// - Parameter options: `nil` where none were given: to make some takes as long as to read the vault.
  /// - Throws: ``AccountCore/AccountError`` for an invalid `EPSWITCH_VAULT_KEY`, and in a terminal that
  ///   joined a demo that has ended. A prompt shows nobody there.
  init(
    _ options: GlobalOptions? = nil, variables: AccountVariables = AccountVariables(),
    isForPrompt: Bool = false
  ) throws(AccountError) {
    console = Console()
    var configuration =
      options?.configuration(variables, console)
      ?? AccountService.Configuration(
        stateDirectory: variables.stateDirectory, configDirectory: variables.configDirectory,
        variables: variables)
    if !isForPrompt, let state = configuration.stateDirectory {
      try DemoFolder.requireRunning(state, variables)
    }
    configuration.isForPrompt = isForPrompt
    self.configuration = configuration
    service = try AccountService(configuration)
    // It lives as long as the process: to close the vault would start threads and keep the person waiting.
    _ = Unmanaged.passRetained(service)
  }

  /// The settings file, for the commands that edit it.
  ///
  /// - Throws: never for a command: it always has a folder of settings.
  func settingsFile() throws(AccountError) -> SettingsFile {
    guard let file = service.settingsFile else {
      throw AccountError(.usage, "No settings file is used.")
    }
    return file
  }

  /// Asks on the terminal.
  var prompter: TerminalPrompter { TerminalPrompter(console, variables) }

  /// The account a command acts as, said on stderr where the person does not see it anyway.
  ///
  /// - Parameters:
  ///   - reference: which account, as the options say it; the store is asked for a reference that no
  ///     name matches.
  func acting(_ reference: AccountOption) async throws(AccountError) -> ActingAccount {
    try await acting(reference.account, isQuiet: reference.quiet)
  }

  nonisolated(nonsending) func acting(
    _ reference: String?, isQuiet: Bool
  ) async throws(AccountError) -> ActingAccount {
    let acting = try await service.actingAccount(finding: reference)
    guard let announcement = acting.announcement, !isQuiet else { return acting }
    // That the default was changed elsewhere is said to scripts too.
    if console.errorIsTerminal || acting.scope == .shown {
      console.note("epswitch: \(announcement)")
    }
    return acting
  }

  /// Says which account was chosen or renewed, and which one this terminal acts as.
  func noteChosen(_ account: Account, in session: SessionSummary) {
    for line in ActingLine.sentences(onChoosing: account, in: session, service) {
      console.note(line)
    }
  }

  /// The account to mark in a list: whom the next command here acts as. What is wrong with it is
  /// said on stderr and keeps nobody from seeing the list.
  func markedAccount(in session: Session) -> AccountID? {
    do throws(AccountError) {
      let acting = try service.actingAccount()
      return acting.session.id == session.id ? acting.account.id : nil
    } catch {
      if variables.account != nil || error.kind == .changedElsewhere {
        // The command did its work all the same.
        let message = error.userMessage
        note([UserMessage(message.summary, recoverySuggestion: message.recoverySuggestion)])
      }
      return nil
    }
  }

  /// Says what could not be done besides.
  func note(_ warnings: [UserMessage]) {
    for warning in warnings { console.note("epswitch: \(warning.text)") }
  }
}

/// A path as seen from the folder epswitch runs in.
func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
