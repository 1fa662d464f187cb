import FileSupport

/// Files that hold a token: readable by their owner alone, complete or not there.
package enum ExportFile {
  /// Puts the contents in the place of whatever regular file is there, in one step. The file gets
  /// mode 0600; folders that are missing are made with mode 0700.
  ///
  /// - Parameter path: absolute.
  /// - Throws: ``ShellBridgeError/linkInTheWay(path:)`` when the path is a symbolic link,
  ///   ``ShellBridgeError/notRegularFile(path:)`` when it is a folder, a device or a pipe, and
  ///   ``ShellBridgeError/notWritten(path:reason:)``.
  package static func write(_ contents: String, to path: String) throws(ShellBridgeError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    do throws(FileError) {
      if !folder.isEmpty { try AtomicFile.makeDirectories(folder) }
      try AtomicFile.write(Array(contents.utf8), to: path, links: .refused)
    } catch {
      switch error {
      case .symbolicLink(let path): throw .linkInTheWay(path: path)
      case .notRegularFile(let path): throw .notRegularFile(path: path)
      default: throw .notWritten(path: error.path, reason: error.reason)
      }
    }
  }
}
