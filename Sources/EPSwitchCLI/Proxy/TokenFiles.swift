import AccountCore
import AccountModel
import Foundation
import ShellBridge

/// Files that hold the tokens of a program while it runs (`exec --keep-alive`), in a folder of their
/// own that only the user can read.
struct TokenFiles {
  private let folder: String

  var accountToken: String { "\(folder)/account-token" }
  var accessToken: String { "\(folder)/access-token" }

  /// - Throws: ``AccountError`` of the kind `failure` when the folder cannot be made.
  init(_ variables: AccountVariables, _ credentials: AccountCredentials) throws {
    var parent = variables["XDG_RUNTIME_DIR"] ?? NSTemporaryDirectory()
    if parent.hasSuffix("/") { parent.removeLast() }
    Self.removeThoseOfKilledProcesses(in: parent)
    var template = Array("\(parent)/\(Self.prefix)\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw AccountError(
        .failure,
        "No folder for the token could be made in \(cleanText(parent, limit: 100)): "
          + "\(String(cString: strerror(errno))).",
        unchanged: "The program was not started.",
        recoverySuggestion: "Set XDG_RUNTIME_DIR to a folder of yours.")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try write(credentials)
  }

  /// Puts new tokens in the place of the ones before, each in one step.
  func write(_ credentials: AccountCredentials) throws {
    try ExportFile.write(credentials.held.token.secret.reveal(), to: accountToken)
    try ExportFile.write(credentials.accessToken.reveal(), to: accessToken)
  }

  /// What the name of the folder begins with, before the number of the process.
  private static let prefix = "epswitch-exec-"

  /// Who is killed removes nothing.
  private static func removeThoseOfKilledProcesses(in parent: String) {
    for name in ProcessFolder.names(in: parent) where name.hasPrefix(prefix) {
      let process = String(name.dropFirst(prefix.count).prefix { $0 != "-" })
      let path = "\(parent)/\(name)"
      guard let number = Int32(process), number > 0, !ProcessFolder.isRunning(process),
        ProcessFolder.isOwn(path)
      else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
