import AccountCore
import AccountModel
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import ProgramTesting
import Synchronization
import Testing

@testable import AccountProxy

/// Bodies without an end that is known, of any size, and clients that go away.
@Suite(.timeLimit(.minutes(10)))
struct StreamingTests {
  @Test func `each event reaches the client before the next is sent`() async throws {
    let open = Mutex<Upstream.Arrival?>(nil)
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
      open.withLock { $0 = arrival }
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.exchange(
      "GET \(bench.base)/events HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n",
      until: { $0.text.contains("\r\n\r\n") })
    for number in 1...5 {
      open.withLock { $0 }?.send("9\r\ndata: \(number)\n\n\r\n")
      try await waitUntil("event \(number)") { client.text.contains("data: \(number)\n\n") }
    }
  }

  @Test func `a client that goes away ends the request behind it`() async throws {
    let upstream = try await Upstream.start { $0.text.contains("\r\n\r\n") }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    try await client.send(
      "GET \(bench.base)/slow HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
    try await waitUntil("the request") { upstream.received.contains("/slow") }
    await client.close()
    try await waitUntil("the end of the connection") { upstream.closedCount == 1 }
    try await waitUntil("the line of the log") { bench.logged.count == 1 }
    #expect(bench.logged[0].status == nil)
  }

  @Test func `a client that goes away in a stream ends the stream`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.exchange(
      "GET \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n",
      until: { $0.text.contains("a") })
    await client.close()
    try await waitUntil("the end of the connection") { upstream.closedCount == 1 }
  }

  @Test func `a body that ends with its connection ends for who is cancelled between two parts`()
    async throws
  {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 200 OK\r\n\r\na")
      return true
    }
    let forwarder = Forwarder(
      ForwardingRoute(endpoint: try Endpoint("http://127.0.0.1:\(upstream.port)")))
    let isEnded = Mutex(false)
    let reading = Task(
      executorPreference: EventLoopExecutor(MultiThreadedEventLoopGroup.singleton.next())
    ) {
      let response = try await forwarder.send(.GET, try RequestTarget("/"), [:], .none)
      let part = try await response.nextPart()
      withUnsafeCurrentTask { $0?.cancel() }
      let failure = await #expect(throws: (any Error).self) { try await response.nextPart() }
      isEnded.withLock { $0 = true }
      return (part, failure)
    }
    try await waitUntil("the end of the body") { isEnded.withLock(\.self) }
    #expect(try await reading.value.0 == ByteBuffer(string: "a"))
    #expect(try await reading.value.1 is CancellationError)
    try await waitUntil("the end of the connection") { upstream.closedCount == 1 }
  }

  @Test func `an upload waits for the server that reads it`() async throws {
    // It reads nothing until it is told to.
    let upstream = try await Upstream.start(keepsBytes: false) { arrival in
      if arrival.text.utf8.count > 1000 {
        arrival.channel.setOption(.autoRead, value: false).whenComplete { _ in }
      }
      return false
    }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    let size = 64 << 20
    try await client.send(
      "POST \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\nContent-Length: \(size)\r\n\r\n"
    )
    let part = String(repeating: "x", count: 1 << 20)
    let sent = Mutex(0)
    let sending = Task {
      for _ in 0..<64 {
        try await client.send(part)
        sent.withLock { $0 += 1 }
      }
    }
    // What fits into the buffers of the kernel goes, and no more.
    try await waitUntil("the first bytes") { upstream.byteCount > 1000 }
    var last = -1
    var still = 0
    try await waitUntil("the sender to stop") {
      let now = sent.withLock { $0 }
      still = now == last ? still + 1 : 0
      last = now
      return still > 100
    }
    #expect(sent.withLock { $0 } < 48)
    sending.cancel()
    await client.close()
  }

  @Test(arguments: [true, false])
  func `an answer waits for the client that reads it, and is whole then`(
    reads: Bool
  ) async throws {
    let size = 24 << 20
    let sent = Mutex(0)
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
      for _ in 0..<(size >> 18) {
        arrival.channel.writeAndFlush(ByteBuffer(repeating: 0x78, count: 1 << 18)).whenSuccess {
          sent.withLock { $0 += 1 << 18 }
        }
      }
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    try await client.stopReading()
    // The connection ends behind the answer.
    try await client.send("GET \(bench.base)/ HTTP/1.0\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
    // What fits into the buffers of the kernel comes, and no more.
    var last = -1
    var still = 0
    try await waitUntil("the sender to stop") {
      let now = sent.withLock { $0 }
      still = now > 0 && now == last ? still + 1 : 0
      last = now
      return still > 100
    }
    #expect(sent.withLock { $0 } < size * 3 / 4)
    if reads {
      try await client.goOnReading()
      try await waitUntil("the end") { client.isClosed }
      let end = try #require(client.text.range(of: "\r\n\r\n"))
      #expect(client.text[end.upperBound...].utf8.count == size)
    } else {
      await client.close()
      try await waitUntil("the end of the connection") { upstream.closedCount == 1 }
    }
  }

  @Test func `a large body passes both ways`() async throws {
    let size = 20 << 20
    let upstream = try await Upstream.start(keepsBytes: false) { _ in false }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    try await client.send(
      "POST \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n")
    let part = String(repeating: "x", count: 1 << 20)
    for _ in 0..<20 { try await client.send("100000\r\n\(part)\r\n") }
    try await client.send("0\r\n\r\n")
    try await waitUntil("all of it") { upstream.byteCount > size }
    await client.close()
  }

  @Test(arguments: [true, false])
  func `an answer before the end of an upload reaches the client`(closes: Bool) async throws {
    let upstream = try await Upstream.start(keepsBytes: false) { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
      if closes { arrival.close() }
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    try await client.send(
      "POST \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\nContent-Length: 9000000\r\n\r\n"
    )
    let sending = Task {
      for _ in 0..<9 { try? await client.send(String(repeating: "x", count: 999_999)) }
    }
    try await waitUntil("an answer") { client.text.contains("\r\n\r\n") }
    #expect([413, 502].contains(client.status))
    sending.cancel()
    await client.close()
    // The server goes on for others.
    let other = try await RawClient.connect(port: bench.port)
    try await other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    try await waitUntil("another answer") { other.status == 421 }
  }

  @Test func `a connection that sends nothing is closed`() async throws {
    var limits = ProxyServer.Limits()
    limits.idle = 1
    let bench = try await ProxyBench(try await .start(), limits: limits)
    let silent = try await RawClient.connect(port: bench.port)
    let half = try await RawClient.connect(port: bench.port)
    // On a busy machine it may be closed before it sends.
    try? await half.send("GET \(bench.base)/ HTTP/1.1\r\nHost")
    try await waitUntil("the end of both") { silent.isClosed && half.isClosed }
    #expect(bench.upstream.received == "")
  }

  @Test func `requests under way end before the server does`() async throws {
    let open = Mutex<Upstream.Arrival?>(nil)
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      open.withLock { $0 = arrival }
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await RawClient.connect(port: bench.port)
    try await client.send("GET \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
    try await waitUntil("the request") { open.withLock { $0 } != nil }
    let stopping = Task { await bench.proxy.server.stop() }
    open.withLock { $0 }?.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")
    await stopping.value
    try await waitUntil("the answer") { client.isClosed }
    #expect(client.text.hasSuffix("late"))
  }
}
