import NIOCore
import NIOHTTP1

/// What comes back for one request, between the connection that it comes on and the task that takes
/// it.
///
/// It is used on the event loop of the connection alone.
final class UpstreamAnswer: @unchecked Sendable {
  /// Where it comes on, until it has ended.
  var connection: UpstreamConnection?

  private let eventLoop: any EventLoop
  private var parts = CircularBuffer<ByteBuffer>()
  private var byteCount = 0
  private var isEnded = false
  private var failure: (any Error)?
  private var waitingForHead: CheckedContinuation<HTTPResponseHead, any Error>?
  private var waitingForPart: CheckedContinuation<ByteBuffer?, any Error>?

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  // MARK: - The connection's side

  /// Whether the connection should wait until some of it is taken.
  var isFull: Bool { byteCount > Self.limit }

  func begin(_ head: HTTPResponseHead) {
    waitingForHead?.resume(returning: head)
    waitingForHead = nil
  }

  func add(_ part: ByteBuffer) {
    if let waiting = waitingForPart {
      waitingForPart = nil
      waiting.resume(returning: part)
    } else {
      parts.append(part)
      byteCount += part.readableBytes
    }
  }

  func end() {
    isEnded = true
    connection = nil
    waitingForPart?.resume(returning: nil)
    waitingForPart = nil
  }

  func fail(_ error: any Error) {
    guard !isEnded, failure == nil else { return }
    failure = error
    connection = nil
    waitingForHead?.resume(throwing: error)
    waitingForPart?.resume(throwing: error)
    (waitingForHead, waitingForPart) = (nil, nil)
  }

  // MARK: - The task's side

  /// Sends the request and waits for the header. When the task is cancelled, the connection closes.
  func head(sending: () -> Void) async throws -> HTTPResponseHead {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waitingForHead = continuation
        sending()
        if Task.isCancelled { abandon() }
      }
    } onCancel: {
      abandon()
    }
  }

  /// The next part of the body; `nil` at its end.
  func nextPart() async throws -> ByteBuffer? {
    if let part = parts.popFirst() {
      byteCount -= part.readableBytes
      if !isFull { connection?.continueReading() }
      return part
    }
    if let failure { throw failure }
    if isEnded { return nil }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if let failure { return continuation.resume(throwing: failure) }
        waitingForPart = continuation
      }
    } onCancel: {
      abandon()
    }
  }

  /// Nobody wants the rest of it. A connection that is used for another request by now is left alone.
  func abandon() {
    guard eventLoop.inEventLoop else { return eventLoop.execute { self.abandon() } }
    guard let connection else { return }
    // A body without a length ends with its connection: that would not be the end of this one.
    fail(CancellationError())
    connection.close()
  }

  /// Bytes that wait for the client.
  private static let limit = 64 << 10
}

/// An answer whose header is there, and whose body comes as it is taken.
final class UpstreamResponse {
  let status: HTTPResponseStatus
  let headers: HTTPHeaders
  private let take: () async throws -> ByteBuffer?
  private let abandon: () -> Void

  /// - Parameters:
  ///   - take: gives the next part of the body; `nil` at its end.
  ///   - abandon: called when nobody wants what has not come yet.
  init(
    _ status: HTTPResponseStatus, _ headers: HTTPHeaders,
    take: @escaping () async throws -> ByteBuffer?, abandon: @escaping () -> Void = {}
  ) {
    self.status = status
    self.headers = headers
    self.take = take
    self.abandon = abandon
  }

  deinit { abandon() }

  /// The next part of the body; `nil` at its end.
  func nextPart() async throws -> ByteBuffer? { try await take() }
}
