import Foundation

/// Why a file could not be read, written or locked. Nothing was changed.
package enum FileError: Error, Equatable, Sendable {
  /// The system refused; `code` is its `errno`.
  case system(path: String, code: Int32)

  /// A folder, a device, a pipe or a socket.
  case notRegularFile(path: String)

  /// A symbolic link, where links are refused: it could lead anywhere.
  case symbolicLink(path: String)

  /// The file is larger than `limit` bytes.
  case tooLarge(path: String, limit: Int)

  /// Another process held the lock for longer than `limit`.
  case locked(path: String, limit: Duration)

  /// The file or folder concerned.
  package var path: String {
    switch self {
    case .system(let path, _), .notRegularFile(let path), .symbolicLink(let path),
      .tooLarge(let path, _), .locked(let path, _):
      path
    }
  }

  /// A clause without a full stop, which does not name the path.
  package var reason: String {
    switch self {
    case .system(_, let code): String(cString: strerror(code))
    case .notRegularFile: "it is not a regular file"
    case .symbolicLink: "it is a symbolic link"
    case .tooLarge(_, let limit): "it is larger than \(limit) bytes"
    case .locked: "another process holds the lock"
    }
  }

  /// The last failure of the system.
  static func last(at path: String) -> FileError { .system(path: path, code: errno) }
}
