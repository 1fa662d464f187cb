import AccountCore
import AccountModel
package import ArgumentParser
import Foundation

/// The command line: one file a subcommand.
package struct EPSwitch: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "epswitch",
    abstract: "Switch between the accounts of an Elastic Path Commerce account member.",
    discussion: """
      Without a command it opens the dashboard: your accounts, and how long each token lasts.

      Examples:
        epswitch demo                      look around on a sample store
        epswitch login --username buyer@acme.example
        epswitch switch acme               act as the account whose name has “acme”
        epswitch exec -- ./script.sh       run a program as that account
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Accounts",
        subcommands: [
          DashboardCommand.self, LoginCommand.self, ListCommand.self, SwitchCommand.self,
          CurrentCommand.self, RefreshCommand.self, ImpersonateCommand.self, LogoutCommand.self,
        ]),
      CommandGroup(
        name: "Shells and scripts",
        subcommands: [
          ExecCommand.self, EachCommand.self, ProxyCommand.self, OpenCommand.self, EnvCommand.self,
          TokenCommand.self, HeaderCommand.self,
          APICommand.self, ExportCommand.self, InitCommand.self, PromptCommand.self,
          ResolveCommand.self,
        ]),
      CommandGroup(
        name: "Set-up", subcommands: [ProfileCommand.self, HistoryCommand.self, DoctorCommand.self]),
      CommandGroup(
        name: "Demo and tests",
        subcommands: [DemoCommand.self, SimulatorCommand.self, ManualCommand.self]),
    ],
    defaultSubcommand: DashboardCommand.self)

  package init() {}

  /// Runs the command the arguments name and ends the process with its exit code.
  @MainActor
  package static func runAndExit() async -> Never {
    Hardening.apply()
    // Takes the secrets out of the environment before anything else runs.
    _ = AccountVariables()
    do {
      let given = try programArguments()
      if try await runUnparsed(given) { Foundation.exit(EXIT_SUCCESS) }
      var command = try parseCommand(arrangeArguments(given))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      Foundation.exit(EXIT_SUCCESS)
    } catch {
      end(with: error)
    }
  }

  /// Says what went wrong and ends the process with the exit code of the error.
  private static func end(with error: any Error) -> Never {
    if let failure = error as? any UserFacingError {
      Console().note("epswitch: \(failure.userMessage.text)")
      exit(withError: ExitCode(failure.exitCode))
    }
    let code = exitCode(for: error)
    // Help and the version are results.
    if code.isSuccess { exit(withError: error) }
    // The parser's message quotes arguments as they are.
    let message = CleanText(layout: fullMessage(for: error))
    if !message.isEmpty { Console().note(message) }
    exit(withError: code)
  }

  /// The version of this build.
  package static let version = "0.1.0"
}
