import AccountModel
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import CommerceAPI

/// A server on loopback that answers from a list, one answer a request, and records what it was
/// sent. A request beyond the list fails the test.
final class ScriptedServer: Sendable {
  enum Answer: Sendable {
    case response(status: Int, headers: [String], body: String)
    /// Promises a long body and sends one byte of it every 20 milliseconds.
    case trickle
    case silence
    case disconnect
    /// These bytes as they are, and then the end of the connection.
    case raw(String)
    /// The first text once, and then the second one again and again.
    case flood(String, then: String)

    static func json(_ body: String, status: Int = 200, headers: [String] = []) -> Answer {
      .response(status: status, headers: headers, body: body)
    }

    static func status(_ status: Int, headers: [String] = []) -> Answer {
      .response(status: status, headers: headers, body: "")
    }
  }

  struct Request: Sendable {
    /// Such as `GET /v2/accounts?a=b`.
    let line: String
    /// By name in lower case; the values of one name are joined by commas.
    let headers: [String: String]
    let body: String

    /// The fields of `data` in a JSON body.
    var data: [String: String]? {
      (try? JSONDecoder().decode([String: [String: String]].self, from: Data(body.utf8)))?["data"]
    }
  }

  let port: Int
  private let script: Script
  private let channel: any Channel
  /// Every request as it arrives.
  let arrivals: AsyncStream<Request>

  private init(port: Int, script: Script, channel: any Channel, arrivals: AsyncStream<Request>) {
    self.port = port
    self.script = script
    self.channel = channel
    self.arrivals = arrivals
  }

  static func start(
    _ answers: Answer..., tls: TLSConfiguration? = nil
  ) async throws -> ScriptedServer {
    let (arrivals, continuation) = AsyncStream<Request>.makeStream()
    let script = Script(answers: answers, arrivals: continuation)
    let tlsContext = try tls.map { try NIOSSLContext(configuration: $0) }
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tlsContext {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tlsContext))
          }
          try channel.pipeline.syncOperations.addHandler(ScriptHandler(script))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return ScriptedServer(
      port: try #require(channel.localAddress?.port), script: script, channel: channel,
      arrivals: arrivals)
  }

  deinit { channel.close(promise: nil) }

  /// What was sent so far.
  var requests: [Request] { script.requests }

  func client(
    attempts: Int = 1, limits: HTTPTransport.Limits = .init(), authorities: String? = nil,
    budget: Budget = Budget(), profileHeaders: [HeaderField] = [],
    sleep: @escaping @Sendable (Double) async throws -> Void = { _ in },
    trace: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> CommerceClient {
    let address = authorities == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
    let endpoint = try Endpoint(address)
    return CommerceClient(
      store: Store(endpoint: endpoint, clientID: "client 1"),
      transport: try HTTPTransport(
        endpoint: endpoint, trust: TrustStore(file: authorities, environment: [:]), limits: limits),
      profileHeaders: profileHeaders, retry: RetryPolicy(attempts: attempts, sleep: sleep),
      budget: budget, trace: trace)
  }
}

/// The answers still to give, and the requests so far.
private final class Script: Sendable {
  private let state: Mutex<(answers: [ScriptedServer.Answer], requests: [ScriptedServer.Request])>
  private let arrivals: AsyncStream<ScriptedServer.Request>.Continuation

  init(
    answers: [ScriptedServer.Answer], arrivals: AsyncStream<ScriptedServer.Request>.Continuation
  ) {
    state = Mutex((answers.reversed(), []))
    self.arrivals = arrivals
  }

  var requests: [ScriptedServer.Request] { state.withLock { $0.requests } }

  func answer(to request: ScriptedServer.Request) -> ScriptedServer.Answer {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.answers.popLast()
    }
    arrivals.yield(request)
    if answer == nil { Issue.record("no answer is scripted for \(request.line)") }
    return answer ?? .disconnect
  }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let script: Script
  private var pending = Data()
  private var trickle: RepeatedTask?

  init(_ script: Script) { self.script = script }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    pending += Data(unwrapInboundIn(data).readableBytesView)
    while let request = takeRequest() { perform(script.answer(to: request), on: context.channel) }
  }

  func channelInactive(context: ChannelHandlerContext) { trickle?.cancel() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func takeRequest() -> ScriptedServer.Request? {
    guard let end = pending.range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: pending[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    let headers = head.dropFirst().reduce(into: [String: String]()) { headers, line in
      let sides = line.components(separatedBy: ": ")
      let value = sides.dropFirst().joined(separator: ": ")
      headers[sides[0].lowercased(), default: ""] +=
        headers.keys.contains(sides[0].lowercased()) ? ", \(value)" : value
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    let body = pending[end.upperBound...]
    guard body.count >= length else { return nil }
    pending = Data(body.dropFirst(length))
    return ScriptedServer.Request(
      line: head[0].replacingOccurrences(of: " HTTP/1.1", with: ""), headers: headers,
      body: String(decoding: body.prefix(length), as: UTF8.self))
  }

  private func perform(_ answer: ScriptedServer.Answer, on channel: any Channel) {
    switch answer {
    case .response(let status, let headers, let body):
      let lines =
        ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
      write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, to: channel)
    case .trickle:
      write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", to: channel)
      trickle = channel.eventLoop.scheduleRepeatedTask(
        initialDelay: .zero, delay: .milliseconds(20)
      ) { _ in
        channel.writeAndFlush(ByteBuffer(string: "{"), promise: nil)
      }
    case .raw(let text):
      channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
        channel.close(mode: .output, promise: nil)
      }
    case .flood(let head, let part):
      write(head, to: channel)
      let repeated = String(repeating: part, count: max(1, 65_536 / part.utf8.count))
      flood(ByteBuffer(string: repeated), to: channel)
    case .silence: break
    case .disconnect: channel.close(promise: nil)
    }
  }

  private func write(_ text: String, to channel: any Channel) {
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
  }
}

/// Writes the same bytes again and again, until the other side has gone or has been sent 64 MiB.
/// Each write waits for its turn: client and server share the event loops.
private func flood(_ bytes: ByteBuffer, to channel: any Channel, sent: Int = 0) {
  guard sent < 64 << 20 else {
    channel.close(promise: nil)
    return
  }
  channel.writeAndFlush(bytes).whenSuccess {
    channel.eventLoop.execute { flood(bytes, to: channel, sent: sent + bytes.readableBytes) }
  }
}

/// Keeps values that closures are given, from any task.
final class Recorder<Value: Sendable>: Sendable {
  private let state = Mutex<[Value]>([])

  var values: [Value] { state.withLock { $0 } }

  func append(_ value: Value) { state.withLock { $0.append(value) } }
}
