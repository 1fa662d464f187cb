import ArgumentParser
import Foundation

/// `epswitch manual`: writes the manual pages, for packagers; `script/manual` calls it.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual pages of every command into a folder.",
    discussion: "Example: epswitch manual /usr/local/share/man/man1",
    shouldDisplay: false)

  @Argument(help: "The folder; it must be there.", completion: .directory)
  var folder: String

  func run() throws {
    try write(.program(), to: URL(filePath: absolutePath(folder)))
  }

  private func write(_ command: CommandDescription, to folder: URL) throws {
    let page = ManualPage(command: command, date: .now)
    try Data(page.text.utf8).write(to: folder.appending(path: page.fileName))
    for subcommand in command.shownSubcommands { try write(subcommand, to: folder) }
  }
}
