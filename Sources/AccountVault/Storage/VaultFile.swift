import CSQLite
import Foundation
import GRDB
import Synchronization

/// The SQLite file of a vault, opened when first needed.
final class VaultFile: Sendable {
  /// `nil` is a vault in memory.
  let folder: VaultFolder?

  private let connection = Mutex<Connection?>(nil)

  private struct Connection {
    let queue: DatabaseQueue

    /// The file that was opened; `nil` in memory.
    let identity: FileIdentity?

    /// The folder that it was opened through; `nil` in memory.
    let folder: KeptFolder?

    /// Opened when first needed.
    var watch: ChangeWatch?
  }

  /// What tells a file from another one that takes its path.
  private struct FileIdentity: Hashable {
    let device: dev_t
    let number: ino_t

    init(_ status: stat) {
      device = status.st_dev
      number = status.st_ino
    }

    /// `nil` when there is no such file.
    init?(path: String) {
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      self.init(status)
    }
  }
  private let openings = Atomic<Int>(0)
  private let ownChanges = Atomic<Int>(0)
  private let memoryLocks = MemoryLocks()

  init(folder: VaultFolder?) { self.folder = folder }

  private var path: String { folder?.path(of: VaultFolder.vaultFile) ?? ":memory:" }

  /// Whether there is a folder that a vault, or the key of one, could be in.
  var hasFolder: Bool {
    guard let folder else { return true }
    var status = stat()
    return lstat(folder.path, &status) == 0 || errno != ENOENT
  }

  /// Whether there is a vault.
  func exists() throws(VaultError) -> Bool {
    try VaultError.translating(path: path) { try open(creating: false) != nil }
  }

  /// Reads a consistent picture; `nil` when there is no vault.
  func read<Value>(_ work: (Database) throws -> Value?) throws(VaultError) -> Value? {
    try VaultError.translating(path: path) {
      guard let queue = try open(creating: false) else { return nil }
      return try queue.unsafeRead { db in
        // A rollback changes nothing. `DatabaseQueue.read` forbids changes by a pragma instead, after
        // which SQLite compiles every statement anew.
        try db.result(of: .deferred, ending: .rollback) {
          try check(db)
          return try work(db)
        }
      }
    }
  }

  /// Takes the lock of a writer and gives it back, where there is a vault.
  func requireWritable() throws(VaultError) {
    try VaultError.translating(path: path) {
      try open(creating: false)?.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) { .rollback }
      }
    }
  }

  /// Removes things from a vault that is there, all or nothing, and from its log too; `nil` when
  /// there is none.
  func remove<Value>(_ work: (Database) throws -> Value) throws(VaultError) -> Value? {
    try VaultError.translating(path: path) {
      try open(creating: false).map { try transaction(in: $0, logLimit: 0, work) }
    }
  }

  /// A number that changes when another connection has changed the vault; 0 when there is none.
  func changeCounter() throws(VaultError) -> Int {
    try VaultError.translating(path: path) {
      guard let queue = try open(creating: false) else { return 0 }
      return try queue.unsafeRead(changeCounter)
    }
  }

  /// A number that changes when anybody has changed the vault, this object included; 0 when there is
  /// none. A writer of this process is not waited for.
  func changeMark() throws(VaultError) -> Int {
    try VaultError.translating(path: path) {
      guard try open(creating: false) != nil else { return 0 }
      guard let watch = try watch() else { return ownChanges.load(ordering: .acquiring) }
      return numbered(try watch.version())
    }
  }

  /// `nil` in memory.
  private func watch() throws -> ChangeWatch? {
    try connection.withLock { connection in
      guard let folder = connection?.folder else { return nil }
      if let watch = connection?.watch { return watch }
      let watch = try ChangeWatch(in: folder)
      connection?.watch = watch
      return watch
    }
  }

  /// The same number, of the connection that is asked.
  func changeCounter(in db: Database) throws -> Int {
    numbered(try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0)
  }

  /// A vault that replaced this one counts from the beginning.
  private func numbered(_ version: Int) -> Int {
    version &+ openings.load(ordering: .relaxed) &* 1_000_000_007
  }

  /// The position of the lock under which the tables are made.
  static let schemaLock: Int64 = 0

  /// The position of the lock under which the vault key is made, replaced and removed.
  static let keyLock: Int64 = 1 << 62

  /// One of the vault's locks, not taken yet; `nil` when there is no folder.
  func lock(at position: Int64) throws(VaultError) -> VaultLock? {
    guard let folder else { return .memory(memoryLocks, position: position) }
    guard let open = try OpenFolder.open(folder, creating: false) else { return nil }
    return .file(try open.lock(at: position))
  }

  /// How many bytes the write-ahead log may have before it is moved into the file.
  private static let longLog = 1 << 20

  /// Changes the vault, all or nothing, and creates it when there is none.
  func write<Value>(_ work: (Database) throws -> Value) throws(VaultError) -> Value {
    try VaultError.translating(path: path) {
      guard let queue = try open(creating: true) else {
        throw VaultError.unusable(path: path, errno: ENOENT)
      }
      return try transaction(in: queue, logLimit: Self.longLog, work)
    }
  }

  /// A writer takes the lock at once, since one that reads first may be refused it later.
  private func transaction<Value>(
    in queue: DatabaseQueue, logLimit: Int, _ work: (Database) throws -> Value
  ) throws -> Value {
    defer { ownChanges.add(1, ordering: .releasing) }
    return try queue.writeWithoutTransaction { db in
      let value = try db.result(of: .immediate, ending: .commit) {
        try check(db)
        return try work(db)
      }
      try? emptyLog(of: db, above: logLimit)
      return value
    }
  }

  /// Moves what the write-ahead log holds into the file, when the log is larger than so many bytes.
  ///
  /// It waits for the disk, so a short log is left; a long one would be read by each process that is
  /// the first to open the vault. What was removed leaves the log with it, which is worth waiting for
  /// readers; else the next writer does it.
  private func emptyLog(of db: Database, above limit: Int) throws {
    var status = stat()
    guard lstat("\(path)-wal", &status) == 0, status.st_size > limit else { return }
    if limit > 0 { try db.execute(sql: "PRAGMA busy_timeout = 0") }
    defer {
      try? db.execute(sql: "PRAGMA busy_timeout = \(VaultError.busyTimeout * 1000)")
    }
    try db.checkpoint(.truncate)
  }

  /// Waits until what was written is on the disk, so that a power cut does not lose it. Where that
  /// fails, it is as safe as everything else in the vault.
  func flushLog() {
    guard folder != nil else { return }
    let descriptor = Foundation.open("\(path)-wal", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// A newer epswitch may have changed the tables while this one runs.
  private func check(_ db: Database) throws {
    let version = try Schema.version(of: db)
    guard version <= Schema.version else {
      throw VaultError.newerVault(path: path, version: version)
    }
    guard version == Schema.version else { throw ChangedRecord() }
  }

  private func open(creating: Bool) throws -> DatabaseQueue? {
    try connection.withLock { connection in
      guard let folder else {
        if let connection { return connection.queue }
        let queue = try DatabaseQueue(configuration: Self.configuration)
        try Schema.migrate(queue)
        connection = Connection(queue: queue, identity: nil, folder: nil)
        return queue
      }
      // The file may have been removed or replaced since, and then belongs to nobody.
      if let opened = connection, opened.identity == FileIdentity(path: path) {
        return opened.queue
      }
      connection = nil
      connection = try connect(to: folder, creating: creating).map { queue, folder in
        openings.add(1, ordering: .relaxed)
        return Connection(
          queue: queue,
          identity: folder.status(of: VaultFolder.vaultFile).map(FileIdentity.init), folder: folder)
      }
      return connection?.queue
    }
  }

  private func connect(
    to folder: VaultFolder, creating: Bool
  ) throws -> (queue: DatabaseQueue, folder: KeptFolder)? {
    guard let open = try OpenFolder.open(folder, creating: creating) else { return nil }
    try open.refuseJournal()
    for companion in VaultFolder.companions { _ = try open.secures(companion) }
    if try !open.secures(VaultFolder.vaultFile) {
      guard creating else { return nil }
      try open.create(VaultFolder.vaultFile)
    }
    // SQLite gives the files it adds the permissions of this one.
    let kept = try open.kept()
    let queue = try DatabaseQueue(
      path: kept.path(of: VaultFolder.vaultFile), configuration: Self.configuration)
    switch try queue.unsafeRead(Schema.version(of:)) {
    case Schema.version: return (queue, kept)
    case ..<0: throw VaultError.changed(path: path)
    case 0 where !creating:
      guard try !queue.unsafeRead(Schema.hasTablesWithoutVersion) else {
        throw VaultError.changed(path: path)
      }
      return nil
    case ..<Schema.version:
      // The change to WAL mode does not wait for other processes by itself.
      let lock = VaultLock.file(try open.lock(at: Self.schemaLock))
      try lock.wait(atMost: VaultError.busyTimeout)
      defer { lock.release() }
      try Self.beginLog(of: queue)
      do {
        try Schema.migrate(queue)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
        // The tables are not those of the version that the file says it has.
        throw VaultError.changed(path: path)
      }
      return (queue, kept)
    case let newer: throw VaultError.newerVault(path: path, version: newer)
    }
  }

  /// Changes a new vault to a write-ahead log. The change itself needs no journal, since the file is
  /// empty, so a vault has none that somebody could plant.
  private static func beginLog(of queue: DatabaseQueue) throws {
    try queue.writeWithoutTransaction { db in
      if try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" { return }
      try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = WAL")
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(TimeInterval(VaultError.busyTimeout))
    configuration.prepareDatabase { db in
      // What is deleted is overwritten. In WAL mode, NORMAL can lose the last changes in a power
      // cut, but never breaks the file.
      try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL")
      // Else each command that is alone would move the log into the file, and wait for the disk.
      csqlite_keep_log_on_close(db.sqliteConnection)
    }
    return configuration
  }
}

extension Database {
  /// What work in one transaction gives.
  func result<Value>(
    of kind: TransactionKind, ending completion: TransactionCompletion, _ work: () throws -> Value
  ) throws -> Value {
    var value: Value?
    try inTransaction(kind) {
      value = try work()
      return completion
    }
    return value!
  }
}
