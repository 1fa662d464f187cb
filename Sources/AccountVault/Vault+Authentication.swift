import Foundation
import GRDB
import Synchronization

// Reading and changing records that are authentic.
//
// The row of `vault` names the vault key and has a message authentication code under it, which covers
// every record, see `VaultRecords`. Each read checks it in its own transaction, each change writes it
// anew. The key is asked for outside of transactions, since a helper program may take its time.

/// The state of a connection in which the records were found authentic, so that they are not checked
/// again until something changes.
struct AuthenticState: Hashable, Sendable {
  let mac: Data

  /// See ``VaultFile/changeCounter(in:)``.
  let changeCounter: Int
}

extension Vault {
  /// Reads records, all at one moment.
  ///
  /// - Parameter work: is given the key that opens what is sealed; `nil` where there are no records,
  ///   and in a vault that reads them unchecked.
  /// - Returns: `nil` when there is no vault.
  /// - Throws: ``VaultError/changed(path:)``, ``VaultError/keyLost``, and what the key store throws.
  func read<Value>(
    _ work: (Database, VaultKey?) throws -> Value?
  ) throws(VaultError) -> Value? {
    if readsUnchecked { return try file.read { db in try work(db, nil) } }
    var keyRequests = 0
    while true {
      let step: Step<Value>? = try file.read { db in
        switch try check(db) {
        case .noRecords: .done(try work(db, nil))
        case .authentic(let key): .done(try work(db, key))
        case .otherKey: .otherKey
        case .version2: .version2
        }
      }
      switch step {
      case nil, .noRecords: return nil
      case .done(let value): return value
      case .version2: try replaceVersion2Key()
      case .otherKey:
        keyRequests += 1
        guard try requestKey(keyRequests) else { throw .keyLost }
      }
    }
  }

  /// Finds out whether the records are authentic, without reading any.
  ///
  /// - Throws: like ``read(_:)``.
  package func requireAuthentic() throws(VaultError) { _ = try read { _, _ in () } }

  /// Finds out whether the vault can be changed, without changing it. A full disk is not found.
  ///
  /// - Throws: ``VaultError/database(path:code:reason:)`` where it is read-only, ``VaultError/busy(seconds:)``.
  package func requireWritable() throws(VaultError) { try file.requireWritable() }

  /// What a change does when the vault has no key that it could be made under.
  enum KeyPolicy {
    /// Makes one where there are no records yet; a lost key is an error.
    case first

    /// Makes one also where the key is lost, and with it every record: signing in again.
    case replacingLost
  }

  /// Changes records, all or nothing.
  ///
  /// - Parameters:
  ///   - work: is given the key that seals.
  ///   - withoutKey: what to do instead where there are no records and so no key; without it, a key
  ///     is made.
  /// - Throws: like ``read(_:)``.
  func write<Value>(
    _ policy: KeyPolicy = .first, withoutKey: ((Database) throws -> Value)? = nil,
    _ work: (Database, VaultKey) throws -> Value
  ) throws(VaultError) -> Value {
    // A key that its store has lost meanwhile must not authenticate anything any more.
    if let cached = cachedKeys.withLock(\.self), try !keys.extend(cached) { forgetCachedKey() }
    var keyRequests = 0
    while true {
      let step: Step<Value> = try file.write { db in
        switch try check(db) {
        case .noRecords: try withoutKey.map { .done(try $0(db)) } ?? .noRecords
        case .authentic(let key): .done(try change(db, under: key, work))
        case .otherKey: .otherKey
        case .version2: .version2
        }
      }
      switch step {
      case .done(let value): return value!
      case .version2: try replaceVersion2Key()
      case .noRecords:
        if let value = try writeUnderOwnKey(policy, work) { return value }
      case .otherKey:
        keyRequests += 1
        guard try !requestKey(keyRequests) else { continue }
        guard policy == .replacingLost else { throw .keyLost }
        if let value = try writeUnderOwnKey(policy, work) { return value }
      }
    }
  }

  /// Drops the key from this process.
  func forgetCachedKey() { cachedKeys.withLock { $0 = nil } }

  /// Does something with the vault key itself while no other process does, in a vault whose folder is
  /// there.
  func withKeyLock<Value>(_ work: () throws(VaultError) -> Value) throws(VaultError) -> Value {
    guard let lock = try file.lock(at: VaultFile.keyLock) else { throw .keyLost }
    // A helper program may be at work under it.
    try lock.wait(atMost: keys.isImmediate ? VaultError.busyTimeout : HelperKeyStore.patience)
    defer { lock.release() }
    return try work()
  }

  @discardableResult
  func loadKeys() throws(VaultError) -> VaultKeys? {
    let loaded = try keys.load()
    cachedKeys.withLock { $0 = loaded }
    return loaded
  }
}

// MARK: - Checking

extension Vault {
  private enum Step<Value> {
    case done(Value?)
    case noRecords
    case otherKey
    case version2
  }

  enum Check {
    case noRecords
    case authentic(VaultKey)

    /// This process has not the key that is recorded.
    case otherKey

    /// Version 2 left the records, which are not authenticated yet, under this key.
    case version2(VaultKey)
  }

  func check(_ db: Database) throws -> Check {
    let header = try VaultHeader.read(in: db)
    guard let keyID = header.keyID else {
      guard try !VaultRecords.exist(in: db), try !VaultRecords.haveTriggers(in: db) else {
        throw ChangedRecord()
      }
      return .noRecords
    }
    guard let key = cachedKeys.withLock({ $0?[keyID] }) else { return .otherKey }
    guard let authentication = key.authentication else { return .version2(key) }
    // A key of this version never had records without a code.
    guard let mac = header.mac else { throw ChangedRecord() }
    let state = AuthenticState(mac: mac, changeCounter: try file.changeCounter(in: db))
    guard authenticated.withLock({ $0 != state }) else { return .authentic(key) }
    guard try VaultRecords.areAuthentic(mac, in: db, under: authentication) else {
      throw ChangedRecord()
    }
    authenticated.withLock { $0 = state }
    return .authentic(key)
  }

  /// Changes records that were found authentic, and authenticates them as they are then.
  func change<Value>(
    _ db: Database, under key: VaultKey, _ work: (Database, VaultKey) throws -> Value
  ) throws -> Value {
    guard let authentication = key.authentication else { throw VaultError.keyLost }
    let value = try work(db, key)
    let mac = try VaultRecords.authenticate(in: db, under: authentication)
    let state = AuthenticState(mac: mac, changeCounter: try file.changeCounter(in: db))
    authenticated.withLock { $0 = state }
    return value
  }

  /// Asks the key store for the key.
  ///
  /// - Parameter attempt: 1 asks at once; 2 waits for a process that may just be replacing the key.
  /// - Returns: `false` when it was asked twice in vain.
  private func requestKey(_ attempt: Int) throws(VaultError) -> Bool {
    switch attempt {
    case 1: try loadKeys()
    case 2: try withKeyLock { () throws(VaultError) in _ = try loadKeys() }
    default: return false
    }
    if cachedKeys.withLock({ $0?.next }) != nil { completeKeyReplacement() }
    return true
  }

  /// Changes records under the key that the store has, or a new one: the first change of all, or the
  /// first after the key was lost, which removes what the lost key vouched for.
  ///
  /// - Returns: `nil` when another process came before.
  private func writeUnderOwnKey<Value>(
    _ policy: KeyPolicy, _ work: (Database, VaultKey) throws -> Value
  ) throws(VaultError) -> Value? {
    try withKeyLock { () throws(VaultError) in
      let key: VaultKey
      if let present = try loadKeys(), present.next == nil, present.first.authentication != nil {
        key = present.first
      } else {
        key = VaultKey()
        try keys.save(VaultKeys(key))
        cachedKeys.withLock { $0 = VaultKeys(key) }
      }
      return try file.write { db in
        switch try check(db) {
        case .noRecords: break
        case .otherKey where policy == .replacingLost: try VaultRecords.removeAll(in: db)
        default: return nil
        }
        try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [key.id])
        return try change(db, under: key, work)
      }
    }
  }
}
