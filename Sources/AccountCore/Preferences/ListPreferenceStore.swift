package import AccountModel
import FileSupport
import Foundation
import Synchronization

/// Keeps the preferences of the list in a small file beside the vault, or in memory. Nothing in it is
/// secret, and nothing fails because of it: a file that cannot be read counts as empty, and a change
/// that cannot be written is dropped.
final class ListPreferenceStore: Sendable {
  /// `nil` keeps them in memory.
  private let folder: String?
  private let memory = Mutex(ListPreferences())

  /// How large a file is read, in bytes: more than the limits of ``ListPreferences`` can make.
  private static let sizeLimit = 16 * 1024 * 1024

  /// How long to wait for another process that writes.
  private static let lockLimit = Duration.seconds(1)

  init(folder: String?) { self.folder = folder }

  private var path: String? { folder.map { "\($0)/account-list.json" } }

  func load() -> ListPreferences {
    guard let path else { return memory.withLock { $0 } }
    guard let bytes = try? AtomicFile.read(path, limit: Self.sizeLimit),
      let preferences = try? JSONDecoder().decode(ListPreferences.self, from: Data(bytes))
    else { return ListPreferences() }
    return preferences
  }

  func change(_ change: (inout ListPreferences) -> Void) {
    guard let path, let folder else { return memory.withLock { change(&$0) } }
    let lock = FileLock(path: "\(folder)/account-list.lock", limit: Self.lockLimit)
    try? lock.hold(failure: { $0 }) { () throws(FileError) in
      let before = load()
      var after = before
      change(&after)
      guard after != before else { return }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let data = try? encoder.encode(after) else { return }
      // A switch does not wait for the disk here.
      try AtomicFile.write(Array(data), to: path, links: .refused, isDurable: false)
    }
  }
}

extension AccountService {
  /// How the person likes the list of accounts.
  package var listPreferences: ListPreferences { preferenceStore.load() }

  /// Keeps a change of it.
  package func changeListPreferences(_ change: (inout ListPreferences) -> Void) {
    preferenceStore.change(change)
  }
}
