import AccountCore
import AccountModel
import Foundation

/// The file of a listening socket that nobody but its owner can use, at no moment.
///
/// bind(2) gives the file what the umask leaves, and a later chmod(2) comes too late. So the socket is
/// made in a folder that nobody else can enter, and gets its own name once it is closed to others.
struct SocketFile: Sendable {
  private let path: String
  /// Beside the file, since a name can be given on the same file system only.
  private let folder: String
  /// Device and inode of the socket that has the name.
  private var published: [UInt64]?

  /// Where to bind the socket; nobody else can connect to it there.
  var bindPath: String { "\(folder)/s" }

  /// Prepares a place for the file. A socket that nobody listens on will be replaced; anything else is
  /// left alone.
  ///
  /// - Throws: ``AccountError`` of the kind `failure`.
  init(_ path: String) throws(AccountError) {
    self.path = path
    if Self.identity(path) != nil, !Self.isAbandoned(path) { throw Self.isTaken(path) }
    let parent = (path as NSString).deletingLastPathComponent
    try Self.refuseOpenFolder(parent)
    var template = Array("\(parent)/.eps-XXXXXX".utf8CString)
    // Of the folder and of the file, the one with the longer name.
    guard max(path.utf8.count, template.count + 1) < Self.longestPath else {
      throw AccountError(
        .failure, "The proxy cannot listen: the path \(cleanText(path, limit: 200)) is too long.",
        recoverySuggestion: "Name another --socket.")
    }
    guard mkdtemp(&template) != nil else { throw Self.failure(errno) }
    folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// Somebody else who may rename what is in the folder could put a socket of their own in its place.
  private static func refuseOpenFolder(_ folder: String) throws(AccountError) {
    var status = stat()
    guard stat(folder.isEmpty ? "." : folder, &status) == 0 else { throw failure(errno) }
    let isForeign = status.st_uid != geteuid() && status.st_uid != 0
    let isOpen = status.st_mode & 0o022 != 0 && status.st_mode & S_ISVTX == 0
    guard isForeign || isOpen else { return }
    throw AccountError(
      .failure,
      "Other users can replace files in the folder of the socket, "
        + "\(cleanText(folder, limit: 200)).",
      unchanged: "Nothing was started.",
      recoverySuggestion: "Name a --socket in a folder of your own.")
  }

  /// Gives the socket its name, closed to others.
  ///
  /// - Throws: ``AccountError`` of the kind `failure`, also when another process was faster.
  mutating func publish() throws(AccountError) {
    defer { removeFolder() }
    guard chmod(bindPath, 0o600) == 0 else { throw Self.failure(errno) }
    let own = Self.identity(bindPath)
    try giveName()
    published = own
  }

  private func giveName() throws(AccountError) {
    if link(bindPath, path) == 0 { return }
    guard errno == EEXIST else { throw Self.failure(errno) }
    // Only one of two that start at once can move the abandoned one away. Whoever moved another
    // instead, because it was replaced meanwhile, puts it back.
    let replaced = "\(folder)/r"
    guard Self.isAbandoned(path), rename(path, replaced) == 0 else { throw Self.isTaken(path) }
    guard Self.isAbandoned(replaced) else {
      link(replaced, path)
      throw Self.isTaken(path)
    }
    guard link(bindPath, path) == 0 else {
      throw errno == EEXIST ? Self.isTaken(path) : Self.failure(errno)
    }
  }

  /// Removes what is left when the socket gets no name.
  func removeFolder() {
    for name in ["s", "r"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Removes the file, unless another socket has its name by now.
  func remove() {
    if let published, Self.identity(path) == published { unlink(path) }
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// Whether this is a socket on which nobody listens.
  private static func isAbandoned(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < longestPath else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // One that we may not connect to can have a listener.
    return result != 0 && errno == ECONNREFUSED
  }

  /// In bytes, with the NUL at its end.
  private static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  private static func isTaken(_ path: String) -> AccountError {
    AccountError(
      .failure, "\(cleanText(path, limit: 100)) is there already.",
      unchanged: "It was left as it is.", recoverySuggestion: "Name another --socket.")
  }

  private static func failure(_ code: Int32) -> AccountError {
    AccountError(
      .failure, "The proxy cannot listen: \(String(cString: strerror(code))).",
      recoverySuggestion: "Name another --socket.")
  }
}
