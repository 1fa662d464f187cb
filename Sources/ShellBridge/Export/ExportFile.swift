import Foundation

/// Files that hold a token: readable by their owner alone, whole or not there.
package enum ExportFile {
  /// Puts the contents in the place of whatever file is there, in one step. The file gets mode 0600;
  /// folders that are missing are made with mode 0700.
  ///
  /// - Throws: ``ShellBridgeError/linkInTheWay(path:)`` when the path is a symbolic link, and
  ///   ``ShellBridgeError/notWritten(path:code:)``.
  package static func write(_ contents: String, to path: String) throws(ShellBridgeError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
    try makeFolders(folder)
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      throw .linkInTheWay(path: path)
    }
    let draft = try makeDraft(of: contents, in: folder)
    // `rename` replaces a link instead of following it, should one appear just now.
    guard rename(draft, path) == 0 else {
      let code = errno
      unlink(draft)
      throw .notWritten(path: path, code: code)
    }
  }

  private static func makeFolders(_ folder: String) throws(ShellBridgeError) {
    var path = ""
    for component in folder.unicodeScalars.split(separator: "/") {
      path += "/" + String(component)
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw .notWritten(path: path, code: errno)
      }
    }
  }

  /// A new file with the contents, on the disk; its path.
  private static func makeDraft(
    of contents: String, in folder: String
  ) throws(ShellBridgeError) -> String {
    // `mkstemp` makes a file that was not there, with mode 0600.
    var template = Array("\(folder)/.epswitch-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard descriptor >= 0 else { throw .notWritten(path: path, code: errno) }
    var rest = Array(contents.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw discard(path, descriptor) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw discard(path, descriptor) }
    close(descriptor)
    return path
  }

  private static func discard(_ path: String, _ descriptor: Int32) -> ShellBridgeError {
    let error = ShellBridgeError.notWritten(path: path, code: errno)
    close(descriptor)
    unlink(path)
    return error
  }
}
