import FileSupport
import Foundation

/// Files that hold a token: readable by their owner alone, complete or not there.
package enum ExportFile {
  /// Puts the contents in the place of whatever regular file is there, in one step. The file gets
  /// mode 0600.
  ///
  /// A device or a pipe is not replaced: the contents are written into it, as other programs with an
  /// option of this name do. A pipe has to be the user's own, since whoever made it may read it.
  ///
  /// - Parameters:
  ///   - path: absolute.
  ///   - makesFolders: whether folders that are missing are made, with mode 0700.
  /// - Throws: ``ShellBridgeError/linkInTheWay(path:)`` when the path is a symbolic link,
  ///   ``ShellBridgeError/notRegularFile(path:)`` when it is a folder, a disk, a socket or
  ///   somebody else's pipe, and
  ///   ``ShellBridgeError/notWritten(path:reason:)``.
  package static func write(
    _ contents: String, to path: String, makesFolders: Bool = false
  ) throws(ShellBridgeError) {
    if try stream(contents, to: path) { return }
    do throws(FileError) {
      if makesFolders { try AtomicFile.makeDirectories(folder(of: path)) }
      try AtomicFile.write(Array(contents.utf8), to: path, links: .refused)
    } catch {
      switch error {
      case .symbolicLink(let path): throw .linkInTheWay(path: path)
      case .notRegularFile(let path): throw .notRegularFile(path: path)
      default: throw .notWritten(path: error.path, reason: error.reason)
      }
    }
  }

  /// Fails where the folder of a file is missing: one that was mistyped is not to be made.
  ///
  /// - Parameter path: absolute.
  /// - Throws: ``ShellBridgeError/folderMissing(path:)``.
  package static func requireFolder(of path: String) throws(ShellBridgeError) {
    var status = stat()
    let folder = folder(of: path)
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .folderMissing(path: folder)
    }
  }

  private static func folder(of path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }

  /// Writes into a device or a pipe.
  ///
  /// - Returns: `false` when the path is neither.
  private static func stream(
    _ contents: String, to path: String
  ) throws(ShellBridgeError) -> Bool {
    var status = stat()
    // The links below /dev, such as /dev/stdout, are the system's; others could lead anywhere.
    let isOfSystem = path.hasPrefix("/dev/")
    guard (isOfSystem ? stat(path, &status) : lstat(path, &status)) == 0, isStream(status) else {
      return false
    }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | (isOfSystem ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else { throw failed(path) }
    defer { close(descriptor) }
    // It may be another file by now.
    guard fstat(descriptor, &status) == 0, isStream(status) else {
      throw .notRegularFile(path: path)
    }
    var bytes = Array(contents.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failed(path) }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private static func isStream(_ status: stat) -> Bool {
    switch status.st_mode & S_IFMT {
    case S_IFCHR: true
    case S_IFIFO: status.st_uid == geteuid() || status.st_uid == 0
    default: false
    }
  }

  private static func failed(_ path: String) -> ShellBridgeError {
    .notWritten(path: path, reason: String(cString: strerror(errno)))
  }
}
