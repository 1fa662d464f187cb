import Foundation
import NIOCore

extension String {
  /// Whether it holds one of the secrets.
  func repeats(_ secrets: [String]) -> Bool {
    secrets.contains { utf8.count >= $0.utf8.count && contains($0) }
  }
}

/// Searches a stream for secrets, so that an answer that repeats one is cut off before it leaves.
///
/// Nothing is delayed but the end of a part that could be the beginning of a secret.
struct SecretSearch {
  /// A secret was found.
  struct Found: Error {}

  private let secrets: [[UInt8]]
  private var held = ByteBuffer()

  init(_ secrets: [String]) {
    self.secrets = secrets.map { Array($0.utf8) }.filter { !$0.isEmpty }
  }

  /// What may leave of what has come so far.
  mutating func pass(_ part: ByteBuffer) throws(Found) -> ByteBuffer {
    var whole = part
    if held.readableBytes > 0 {
      whole = held
      whole.writeImmutableBuffer(part)
      held.clear()
    }
    let kept = try whole.withUnsafeReadableBytes { bytes throws(Found) in try search(bytes) }
    if kept > 0 {
      held = whole.getSlice(
        at: whole.readerIndex + whole.readableBytes - kept, length: kept)!
      whole.moveWriterIndex(to: whole.writerIndex - kept)
    }
    return whole
  }

  /// What was held back; the stream has ended, so it is no secret.
  mutating func end() -> ByteBuffer {
    defer { held.clear() }
    return held
  }

  private static func holds(_ bytes: UnsafeRawBufferPointer, _ secret: [UInt8]) -> Bool {
    guard var place = bytes.baseAddress else { return false }
    let end = place + bytes.count
    while end - place >= secret.count {
      let candidates = end - place - secret.count + 1
      guard let first = memchr(place, Int32(secret[0]), candidates) else { return false }
      if memcmp(first, secret, secret.count) == 0 { return true }
      place = UnsafeRawPointer(first) + 1
    }
    return false
  }

  /// - Returns: how many bytes at the end could be the beginning of a secret.
  private func search(_ bytes: UnsafeRawBufferPointer) throws(Found) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var longest = 0
    for secret in secrets {
      if Self.holds(bytes, secret) { throw Found() }
      var length = min(secret.count - 1, bytes.count)
      while length > longest {
        let start = base + (bytes.count - length)
        // On to the next place where the secret could begin.
        guard let first = memchr(start, Int32(secret[0]), length) else { break }
        length -= UnsafeRawPointer(first) - UnsafeRawPointer(start)
        if length > longest, memcmp(first, secret, length) == 0 { longest = length }
        length -= 1
      }
    }
    return longest
  }
}
