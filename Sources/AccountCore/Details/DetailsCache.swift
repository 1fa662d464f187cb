import AccountModel
import Foundation
import Synchronization

/// What stores told about accounts, kept in memory for some minutes, so that looking again costs
/// nothing. Only what is settled is kept: no failures.
final class DetailsCache: Sendable {
  private struct Key: Hashable {
    let session: SessionID
    let account: AccountID
  }

  private struct Kept<Value: Sendable>: Sendable {
    let value: Value
    /// By this machine's clock.
    let time: Date
  }

  private struct State {
    var details: [Key: Kept<AccountDetails>] = [:]
    var directories: [SessionID: Kept<AccountDirectory>] = [:]
    /// The names of tags by their IDs.
    var tags: [SessionID: Kept<[String: String]>] = [:]
  }

  /// Seconds for which something is kept.
  static let lifetime: TimeInterval = 300

  /// How many accounts are kept.
  static let mostAccounts = 1_000

  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  init(now: @escaping @Sendable () -> Date) { self.now = now }

  func details(of account: AccountID, in session: SessionID) -> AccountDetails? {
    valid(state.withLock { $0.details[Key(session: session, account: account)] })
  }

  func keep(_ details: AccountDetails, in session: SessionID) {
    let kept = Kept(value: details, time: now())
    state.withLock { state in
      if state.details.count >= Self.mostAccounts { state.details.removeAll() }
      state.details[Key(session: session, account: details.id)] = kept
    }
  }

  func directory(of session: SessionID) -> AccountDirectory? {
    valid(state.withLock { $0.directories[session] })
  }

  func keep(_ directory: AccountDirectory, of session: SessionID) {
    let kept = Kept(value: directory, time: now())
    state.withLock { $0.directories[session] = kept }
  }

  func tagNames(of session: SessionID) -> [String: String] {
    valid(state.withLock { $0.tags[session] }) ?? [:]
  }

  func keepTagNames(_ names: [String: String], of session: SessionID) {
    let all = tagNames(of: session).merging(names) { $1 }
    let kept = Kept(value: all, time: now())
    state.withLock { $0.tags[session] = kept }
  }

  func forget(_ session: SessionID) {
    state.withLock { state in
      state.details = state.details.filter { $0.key.session != session }
      state.directories[session] = nil
      state.tags[session] = nil
    }
  }

  private func valid<Value>(_ kept: Kept<Value>?) -> Value? {
    guard let kept, (0..<Self.lifetime).contains(now().timeIntervalSince(kept.time)) else {
      return nil
    }
    return kept.value
  }
}
