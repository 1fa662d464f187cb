import ArgumentParser
import Foundation

/// `epswitch manual`: writes the manual pages, for packagers; `script/manual` calls it.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual pages of every command into a folder.",
    discussion: """
      The pages have the date of today, or that of SOURCE_DATE_EPOCH: seconds since 1970, as for every \
      program whose output packagers make again from the same source.

      Example: epswitch manual /usr/local/share/man/man1
      """,
    shouldDisplay: false)

  @Argument(help: "The folder; it must be there.", completion: .directory)
  var folder: String

  func run() throws {
    let seconds = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }
    try write(
      .program(), dated: seconds.map { Date(timeIntervalSince1970: Double($0)) } ?? .now,
      to: URL(filePath: absolutePath(folder)))
  }

  private func write(_ command: CommandDescription, dated date: Date, to folder: URL) throws {
    let page = ManualPage(command: command, date: date)
    try Data(page.text.utf8).write(to: folder.appending(path: page.fileName))
    for subcommand in command.shownSubcommands { try write(subcommand, dated: date, to: folder) }
  }
}
