import NIOCore
import NIOHTTP1
import Synchronization

/// The parts of the requests of one connection, read by one task at a time: the connection's own, and
/// the one that sends a body on.
final class InboundParts: AsyncSequence, @unchecked Sendable {
  typealias Element = ByteBuffer

  private var iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
  private let ended = Atomic(true)

  init(_ iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator) {
    self.iterator = iterator
  }

  /// Whether the body of the request was read to its end.
  var isBodyEnded: Bool { ended.load(ordering: .acquiring) }

  /// The header of the next request; the rest of the one before is skipped.
  func nextHead() async throws -> HTTPRequestHead? {
    while let part = try await iterator.next() {
      if case .head(let head) = part {
        ended.store(false, ordering: .releasing)
        return head
      }
    }
    return nil
  }

  /// The next part of the body; `nil` at its end.
  func nextBodyPart() async throws -> ByteBuffer? {
    guard !isBodyEnded else { return nil }
    guard let part = try await iterator.next() else { throw ClientLeft() }
    switch part {
    case .body(let buffer): return buffer
    case .end, .head:
      ended.store(true, ordering: .releasing)
      return nil
    }
  }

  /// The client closed the connection in the middle of a body.
  struct ClientLeft: Error {}

  func makeAsyncIterator() -> Iterator { Iterator(parts: self) }

  struct Iterator: AsyncIteratorProtocol {
    let parts: InboundParts

    mutating func next() async throws -> ByteBuffer? { try await parts.nextBodyPart() }
  }
}
