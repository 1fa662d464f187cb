import Foundation

/// A file that is read whole and replaced whole. A symbolic link, as dotfile managers make them, is
/// followed: what it leads to is replaced, and it stays a link.
struct RegularFile {
  /// Where the file itself is, behind all links; it need not exist.
  let path: String

  init(following path: String) throws(SettingsError) {
    var target = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      guard let next = linkDestination(target) else {
        self.path = target
        return
      }
      target = next
    }
    throw .unreadable(path: path, reason: String(cString: strerror(ELOOP)))
  }

  /// The bytes of the file; `nil` where there is none.
  func read() throws(SettingsError) -> [UInt8]? {
    // Not to wait for a writer, should it be a pipe.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    guard let status = status(of: descriptor) else {
      throw .unreadable(path: path, reason: systemReason())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a file")
    }
    guard status.st_size <= Self.sizeLimit else {
      throw .unreadable(path: path, reason: "it is larger than \(Self.sizeLimit) bytes")
    }
    do {
      return try Array(FileHandle(fileDescriptor: descriptor).readToEnd() ?? Data())
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
  }

  /// Puts new bytes in the place of the file in one step, with the mode and owner it had; a new
  /// file is its owner's alone. A reader sees the old bytes or the new ones.
  func replace(with bytes: [UInt8]) throws(SettingsError) {
    let folder = (path as NSString).deletingLastPathComponent
    let temporary = "\(folder)/.config.toml.\(UUID().uuidString)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: folder, reason: systemReason()) }
    var isDone = false
    defer {
      close(descriptor)
      if !isDone { unlink(temporary) }
    }
    var present = stat()
    if stat(path, &present) == 0 {
      // Matters only to root, who edits somebody else's file; nobody else can.
      _ = fchown(descriptor, present.st_uid, present.st_gid)
      guard fchmod(descriptor, present.st_mode & 0o7777) == 0 else {
        throw .unwritable(path: path, reason: systemReason())
      }
    }
    do {
      try FileHandle(fileDescriptor: descriptor).write(contentsOf: bytes)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    isDone = true
    // The new name has to outlive a power cut as well.
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { return }
    fsync(folderDescriptor)
    close(folderDescriptor)
  }

  /// Far more than settings need; a mistake such as a link to a disk image is not read.
  private static let sizeLimit = 1_048_576
}

/// Makes a folder and those above it, each for its owner alone, as the XDG specification asks.
func makeDirectory(_ path: String) throws(SettingsError) {
  if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
  guard errno == ENOENT else { throw .unwritable(path: path, reason: systemReason()) }
  let parent = (path as NSString).deletingLastPathComponent
  guard !parent.isEmpty, parent != path else {
    throw .unwritable(path: path, reason: String(cString: strerror(ENOENT)))
  }
  try makeDirectory(parent)
  guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
    throw .unwritable(path: path, reason: systemReason())
  }
}

/// Where a symbolic link leads; `nil` for what is none.
private func linkDestination(_ path: String) -> String? {
  guard let text = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
    return nil
  }
  return text.hasPrefix("/") ? text : (path as NSString).deletingLastPathComponent + "/" + text
}

private func status(of descriptor: Int32) -> stat? {
  var status = stat()
  return fstat(descriptor, &status) == 0 ? status : nil
}
