package import Foundation

/// Regular files that are read whole and replaced whole: a reader sees the old bytes or the new
/// ones, and so does who starts the machine after a power cut.
///
/// The vault works through a descriptor of its checked folder and writes its files itself.
package enum AtomicFile {
  /// What happens where the path is a symbolic link.
  package enum SymbolicLinks: Sendable {
    /// The file behind the link is meant, as dotfile managers need it; the link stays.
    case followed
    /// A link is an error: it could lead anywhere.
    case refused
  }

  /// The bytes of a file, through symbolic links; `nil` where there is none.
  ///
  /// - Parameter limit: how many bytes are accepted.
  /// - Throws: ``FileError``.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]? {
    try readWithOwner(path, limit: limit)?.bytes
  }

  /// What was read, and who could have written it: both of the same opened file.
  package struct Contents: Sendable {
    package let bytes: [UInt8]
    package let owner: uid_t
    package let mode: mode_t
  }

  /// As ``read(_:limit:)``, with the owner and the permissions of the file.
  package static func readWithOwner(
    _ path: String, limit: Int
  ) throws(FileError) -> Contents? {
    // Without `O_NONBLOCK`, opening a pipe waits for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw .last(at: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last(at: path) }
    guard isRegular(status) else { throw .notRegularFile(path: path) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .last(at: path) }
      if count == 0 {
        return Contents(bytes: bytes, owner: status.st_uid, mode: status.st_mode & 0o7777)
      }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
    }
  }

  /// Puts bytes in the place of a file in one step. The folder must exist. Drafts that killed
  /// processes left in it are removed.
  ///
  /// - Parameters:
  ///   - mode: the permissions of the file; `nil` keeps the mode and the owner of the file that is
  ///     replaced, and gives a new one 0600.
  ///   - links: see ``SymbolicLinks``.
  ///   - isDurable: whether to wait for the disk. Without it, a power cut may leave an empty file.
  /// - Throws: ``FileError``; then the file is as it was. Devices, pipes, sockets and folders are
  ///   never replaced.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t? = 0o600, links: SymbolicLinks,
    isDurable: Bool = true
  ) throws(FileError) {
    let target = links == .followed ? try destination(of: path) : path
    var present = stat()
    let isPresent = lstat(target, &present) == 0
    if isPresent, present.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path: path) }
    if isPresent, !isRegular(present) { throw .notRegularFile(path: path) }

    let folder = parent(of: target)
    removeDraftsOfKilled(in: folder)
    let draft = "\(folder)/\(draftPrefix)\(getpid())-\(UUID().uuidString)"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .last(at: target) }
    var isDone = false
    defer {
      close(descriptor)
      if !isDone { unlink(draft) }
    }
    if mode == nil, isPresent {
      // Succeeds only for root, who alone can edit somebody else's file here.
      _ = fchown(descriptor, present.st_uid, present.st_gid)
    }
    let newMode = mode ?? (isPresent ? present.st_mode & 0o7777 : 0o600)
    guard fchmod(descriptor, newMode) == 0 else { throw .last(at: target) }
    try write(bytes, to: descriptor, at: target)
    guard !isDurable || fsync(descriptor) == 0 else { throw .last(at: target) }
    // `rename` replaces a link that appears just now, it does not follow it.
    guard rename(draft, target) == 0 else { throw .last(at: target) }
    isDone = true
    if isDurable { synchronizeFolder(folder) }
  }

  /// Makes a folder and those above it that are missing, each with mode 0700.
  ///
  /// - Throws: ``FileError`` with the path of the folder that cannot be made.
  package static func makeDirectories(_ path: String) throws(FileError) {
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    switch code {
    case EEXIST:
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .system(path: path, code: ENOTDIR)
      }
    case ENOENT:
      let parent = parent(of: path)
      guard parent != path, !path.isEmpty else { throw .system(path: path, code: code) }
      try makeDirectories(parent)
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last(at: path) }
    default: throw .system(path: path, code: code)
    }
  }
}

extension AtomicFile {
  /// Where a path leads behind all symbolic links; the file itself need not exist.
  private static func destination(of path: String) throws(FileError) -> String {
    var target = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      guard
        let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target)
      else { return target }
      target = next.hasPrefix("/") ? next : "\(parent(of: target))/\(next)"
    }
    throw .system(path: path, code: ELOOP)
  }

  private static let draftPrefix = ".epswitch-draft-"

  /// A draft may hold a token, and whoever wrote it cannot remove it any more.
  private static func removeDraftsOfKilled(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(draftPrefix) {
      let writer = pid_t(name.dropFirst(draftPrefix.count).prefix { $0 != "-" })
      guard let writer, writer > 0, kill(writer, 0) != 0, errno == ESRCH else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, at path: String
  ) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .last(at: path) }
      written += count
    }
  }

  /// Makes a new name in a folder survive a power cut, where the file system can.
  private static func synchronizeFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// The folder a path is in; `.` for a bare name.
  private static func parent(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }
}

private func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
