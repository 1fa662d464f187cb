import Foundation
import GRDB

@testable import AccountVault

/// A folder for one test, removed with everything in it, and the vault key of it, when the test
/// ends.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("vault-test-\(UUID().uuidString)").path
    mkdir(path, 0o700)
  }

  deinit {
    try? KeyringKeyStore(folder: VaultFolder(path: state)).remove()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Where the vault of the test lives; not there until the vault creates it.
  var state: String { "\(path)/state/epswitch" }

  func file(_ name: String) -> String { "\(state)/\(name)" }

  func vault(_ source: VaultKeySource = .file) -> Vault {
    Vault(directory: state, keySource: source)
  }

  /// The names of what is in the vault's folder, sorted.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []).sorted()
  }

  /// The permission bits of a file or folder.
  func mode(_ path: String) -> UInt32 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0
  }

  /// The permission bits with the sticky bit and its like.
  func allModeBits(_ path: String) -> UInt32 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
  }

  /// Does to the vault's file what somebody with SQLite could.
  @discardableResult
  func tamper<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try DatabaseQueue(path: file("vault.sqlite")).writeWithoutTransaction(work)
  }
}
