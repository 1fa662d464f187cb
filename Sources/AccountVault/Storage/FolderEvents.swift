import Dispatch
import Foundation

/// Tells when something in a folder was written, made, replaced or removed (inotify(7)), and sleeps in
/// between. Where that cannot be watched (no such folder yet, no watches left), time is the event.
struct FolderEvents: Sendable {
  /// `nil` where there is no folder.
  let path: String?

  /// How long until the next event where the folder is not watched.
  let interval: Duration

  private func watch() -> FolderWatch? { path.flatMap { FolderWatch(path: $0) } }

  /// An event after each change, one for several that nobody took meanwhile. It is watched for from now
  /// on, not from when the first event is waited for.
  func stream() -> AsyncStream<Void> {
    let first = watch()
    return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        var watch = first
        while !Task.isCancelled {
          if let watched = watch {
            for await _ in watched.events() { continuation.yield() }
            // The folder is no longer where it was; what is there now may have changed too.
          } else {
            do { try await Task.sleep(for: interval) } catch { break }
          }
          watch = self.watch()
          continuation.yield()
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// One folder that is watched, whatever its path leads to later.
private final class FolderWatch: Sendable {
  private let descriptor: CInt

  /// `nil` where it cannot be watched.
  init?(path: String) {
    descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
    let changes =
      IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF
      | IN_MOVE_SELF
    guard descriptor >= 0,
      inotify_add_watch(descriptor, path, UInt32(changes | IN_ONLYDIR)) >= 0
    else { return nil }
  }

  deinit { close(descriptor) }

  /// Ends when the folder was removed or moved away.
  func events() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      // Any thread may cancel a source.
      nonisolated(unsafe) let source = DispatchSource.makeReadSource(
        fileDescriptor: descriptor, queue: .global(qos: .utility))
      source.setEventHandler { [self] in
        switch drain() {
        case .nothing: break
        case .changed: continuation.yield()
        case .gone: continuation.finish()
        }
      }
      // The descriptor has to stay open until the system no longer looks at it.
      source.setCancelHandler { [self] in withExtendedLifetime(self) {} }
      continuation.onTermination = { _ in source.cancel() }
      source.activate()
    }
  }

  private enum Event { case nothing, changed, gone }

  /// Takes all events that are there.
  private func drain() -> Event {
    var event = Event.nothing
    // Aligned as the system writes what it has to tell.
    withUnsafeTemporaryAllocation(
      byteCount: 4096, alignment: MemoryLayout<inotify_event>.alignment
    ) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return }
        if event == .nothing { event = .changed }
        var offset = 0
        while offset < count {
          let told = buffer.load(fromByteOffset: offset, as: inotify_event.self)
          if told.mask & UInt32(IN_IGNORED | IN_MOVE_SELF) != 0 { event = .gone }
          offset += MemoryLayout<inotify_event>.size + Int(told.len)
        }
      }
    }
    return event
  }
}
