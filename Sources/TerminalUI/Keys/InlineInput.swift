import CNcurses
import Foundation

/// Reads bytes and the sequences of keys from a terminal in raw mode, where curses does not.
@MainActor struct InlineInput {
  /// What was read and not taken yet.
  private var waiting: [UInt8] = []

  private static let sequences = (KeyTable.sequences + KeyTable.functionKeys).map {
    (bytes: [0x1B] + Array($0.utf8), code: $1)
  }

  /// The next byte or key code that is waiting at a descriptor.
  mutating func next(from descriptor: CInt) -> KeyDecoder.Input? {
    if waiting.isEmpty { read(from: descriptor, within: 0) }
    // The rest of a sequence comes at once, but not always with the first read.
    while isBeginning, read(from: descriptor, within: Terminal.escapeDelay) {}
    guard !waiting.isEmpty else { return nil }
    guard let found = Self.sequences.first(where: { waiting.starts(with: $0.bytes) }) else {
      return .byte(waiting.removeFirst())
    }
    waiting.removeFirst(found.bytes.count)
    return .code(found.code)
  }

  /// Whether all that waits is the beginning of a sequence.
  private var isBeginning: Bool {
    !waiting.isEmpty
      && Self.sequences.contains {
        $0.bytes.count > waiting.count && $0.bytes.starts(with: waiting)
      }
  }

  /// - Parameter limit: how long to wait, in milliseconds.
  /// - Returns: whether something was read.
  @discardableResult
  private mutating func read(from descriptor: CInt, within limit: CInt) -> Bool {
    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, limit) > 0, state.revents & Int16(POLLIN) != 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return false }
    waiting += bytes.prefix(count)
    return true
  }
}
