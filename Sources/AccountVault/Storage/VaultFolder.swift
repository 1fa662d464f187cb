import Foundation

/// The folder a vault lives in. Naming it creates nothing.
struct VaultFolder: Hashable, Sendable {
  /// Without a slash at its end, which would follow a symbolic link.
  let path: String

  init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The SQLite file.
  static let vaultFile = "vault.sqlite"

  /// The files SQLite may add beside it.
  static let companions = ["-wal", "-shm"].map { vaultFile + $0 }

  /// What SQLite would write back into a vault. With its write-ahead log, a vault never has one.
  static let journal = vaultFile + "-journal"

  /// An empty file, see ``FileLock``.
  static let lockFile = "vault.lock"

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// What names the vault key of this folder in keyrings and secret stores: a digest of where the
  /// folder really is, so that it is the same through every symbolic link on the way there.
  func fingerprint() throws(VaultError) -> String {
    guard let real = realpath(path, nil) else { throw .unusable(path: path, errno: errno) }
    defer { free(real) }
    return hexDigest(of: Data(String(cString: real).utf8))
  }
}

/// A vault folder that was opened and found safe: ours, no symbolic link, and closed to others.
///
/// What is inside is looked at through its descriptor, so it is the folder that was checked even
/// if the path leads elsewhere meanwhile.
struct OpenFolder: ~Copyable {
  let folder: VaultFolder
  private let descriptor: Int32

  /// Opens the folder; `nil` when it is not there, or holds no vault and is not to get one.
  ///
  /// One that is made is for its owner only. One that others may read and that holds our vault is
  /// closed to them; any other one is left as it is, and refused when a vault would be put there.
  static func open(_ folder: VaultFolder, creating: Bool) throws(VaultError) -> OpenFolder? {
    if creating { try create(folder) }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let descriptor = Foundation.open(folder.path, flags)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { return nil }
      var status = stat()
      // Beside O_DIRECTORY, a link and a file are refused alike: look which of both it was.
      guard code == ENOTDIR || code == ELOOP, lstat(folder.path, &status) == 0 else {
        throw .unusable(path: folder.path, errno: code)
      }
      let isLink = status.st_mode & S_IFMT == S_IFLNK
      throw .unsafe(path: folder.path, isLink ? .symbolicLink : .wrongKind)
    }
    let opened = OpenFolder(folder: folder, descriptor: descriptor)
    guard try opened.isSecured(creating: creating) else { return nil }
    return opened
  }

  deinit { close(descriptor) }

  /// Creates the folder and the ones above it, each for its owner only, as the XDG rules ask.
  private static func create(_ folder: VaultFolder) throws(VaultError) {
    guard mkdir(folder.path, 0o700) != 0, errno != EEXIST else { return }
    guard errno == ENOENT else { throw .unusable(path: folder.path, errno: errno) }
    let parent = (folder.path as NSString).deletingLastPathComponent
    guard !parent.isEmpty, parent != folder.path else {
      throw .unusable(path: folder.path, errno: ENOENT)
    }
    try create(VaultFolder(path: parent))
    guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else {
      throw .unusable(path: folder.path, errno: errno)
    }
  }

  /// - Returns: `false` when the folder is not closed to others, and nothing in it is ours.
  private func isSecured(creating: Bool) throws(VaultError) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unusable(path: folder.path, errno: errno)
    }
    guard status.st_uid == geteuid() else {
      throw .unsafe(path: folder.path, .foreignOwner(userID: status.st_uid))
    }
    guard status.st_mode & 0o077 != 0 else { return true }
    let refusal = VaultError.unsafe(path: folder.path, .open(mode: status.st_mode & 0o7777))
    guard holdsVault else {
      if creating { throw refusal }
      return false
    }
    // Who could write here could have put anything beside the vault.
    guard status.st_mode & 0o022 == 0 else { throw refusal }
    guard fchmod(descriptor, 0o700) == 0 else { throw .unusable(path: folder.path, errno: errno) }
    return true
  }

  /// Whether a vault of ours is in it.
  private var holdsVault: Bool {
    var status = stat()
    return fstatat(descriptor, VaultFolder.vaultFile, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid()
  }

  /// - Throws: ``VaultError/unsafe(path:_:)`` when there is a journal that SQLite would replay.
  func refuseJournal() throws(VaultError) {
    var status = stat()
    guard fstatat(descriptor, VaultFolder.journal, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      return
    }
    throw .unsafe(path: folder.path(of: VaultFolder.journal), .unexpected)
  }

  /// The folder as a file descriptor that stays open, and a path that leads through it: to the folder
  /// that was checked, whatever takes its place.
  func kept() throws(VaultError) -> KeptFolder {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .unusable(path: folder.path, errno: errno) }
    return KeptFolder(folder: folder, descriptor: copy)
  }

  /// Whether a file is there; one that others may read is closed to them, and one that they may
  /// write is refused.
  ///
  /// It does not open the file: closing a descriptor drops the locks that SQLite holds on the same
  /// file elsewhere in this process.
  func secures(_ name: String) throws(VaultError) -> Bool {
    let path = folder.path(of: name)
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return false }
      throw .unusable(path: path, errno: errno)
    }
    try Self.checkFile(status, path: path)
    guard status.st_mode & 0o022 == 0 else {
      throw .unsafe(path: path, .open(mode: status.st_mode & 0o777))
    }
    // Nobody else can replace it by a link any more: the folder is closed to others.
    if status.st_mode & 0o077 != 0, fchmodat(descriptor, name, 0o600, 0) != 0, errno != ENOENT {
      throw .unusable(path: path, errno: errno)
    }
    return true
  }

  /// Creates an empty file for the owner only, unless there is one. It is never open, see
  /// ``secures(_:)``.
  func create(_ name: String) throws(VaultError) {
    guard mknodat(descriptor, name, S_IFREG | 0o600, 0) == 0 || errno == EEXIST else {
      throw .unusable(path: folder.path(of: name), errno: errno)
    }
  }

  /// The whole of a small file that must be closed to others; `nil` when it is not there.
  func contents(of name: String, limit: Int) throws(VaultError) -> Data? {
    let path = folder.path(of: name)
    // Without O_NONBLOCK a named pipe would block this for ever.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      switch errno {
      case ENOENT: return nil
      case ELOOP: throw .unsafe(path: path, .symbolicLink)
      default: throw .unusable(path: path, errno: errno)
      }
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .unusable(path: path, errno: errno) }
    try Self.checkFile(status, path: path)
    guard status.st_mode & 0o077 == 0 else {
      throw .unsafe(path: path, .open(mode: status.st_mode & 0o777))
    }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = read(file, &bytes, limit)
    guard count >= 0 else { throw .unusable(path: path, errno: errno) }
    return Data(bytes.prefix(count))
  }

  /// Writes a file that appears whole or not at all, for the owner only, in place of one that is
  /// there.
  ///
  /// - Parameter draft: the name under which it is written first; nobody else uses it meanwhile, and one
  ///   that is there is removed.
  func replace(
    _ name: String, with contents: Data, through draft: String
  ) throws(VaultError) {
    let path = folder.path(of: name)
    try remove(draft)
    let file = openat(
      descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .unusable(path: folder.path(of: draft), errno: errno) }
    var isDone = false
    defer {
      close(file)
      if !isDone { unlinkat(descriptor, draft, 0) }
    }
    let count = contents.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard count == contents.count, fsync(file) == 0 else {
      throw .unusable(path: path, errno: count < 0 ? errno : ENOSPC)
    }
    guard renameat(descriptor, draft, descriptor, name) == 0 else {
      throw .unusable(path: path, errno: errno)
    }
    isDone = true
    fsync(descriptor)
  }

  /// Removes a file; one that is not there is fine.
  func remove(_ name: String) throws(VaultError) {
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
      throw .unusable(path: folder.path(of: name), errno: errno)
    }
  }

  /// One of the folder's locks, not taken yet. The lock file is created when it is not there, and
  /// stays.
  ///
  /// - Parameter position: which one; not negative.
  func lock(at position: Int64) throws(VaultError) -> FileLock {
    let path = folder.path(of: VaultFolder.lockFile)
    _ = try secures(VaultFolder.lockFile)
    let file = openat(
      descriptor, VaultFolder.lockFile, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
      0o600)
    guard file >= 0 else { throw .unusable(path: path, errno: errno) }
    return FileLock(descriptor: file, path: path, position: position)
  }

  private static func checkFile(_ status: stat, path: String) throws(VaultError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: throw .unsafe(path: path, .symbolicLink)
    default: throw .unsafe(path: path, .wrongKind)
    }
    guard status.st_uid == geteuid() else {
      throw .unsafe(path: path, .foreignOwner(userID: status.st_uid))
    }
    // Another name of the file may be where others can write.
    guard status.st_nlink <= 1 else { throw .unsafe(path: path, .hardLink) }
  }
}

/// A vault folder that was checked and stays open.
final class KeptFolder: Sendable {
  private let folder: VaultFolder
  private let descriptor: Int32

  fileprivate init(folder: VaultFolder, descriptor: Int32) {
    self.folder = folder
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The path of a file in it that SQLite opens through the descriptor; by its name where the system
  /// has no such paths.
  func path(of name: String) -> String {
    let link = "/proc/self/fd/\(descriptor)"
    guard access("\(link)/.", F_OK) == 0, FolderVFS.isRegistered else {
      return folder.path(of: name)
    }
    return "\(link)/\(name)"
  }

  /// The status of a file in it; `nil` when it is not there.
  func status(of name: String) -> stat? {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
  }
}
