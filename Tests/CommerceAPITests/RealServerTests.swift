import AccountModel
import Foundation
import NIOCore
import NIOPosix
import ProgramTesting
import Synchronization
import Testing

@testable import CommerceAPI

/// The client against what stands in front of stores and between them and people: nginx, stunnel
/// and tinyproxy.
@Suite(.enabled(if: runsHeavyTests), .timeLimit(.minutes(10)))
struct `Servers and proxies of Debian` {
  private let authority: TestAuthority
  private let trust: TrustStore

  init() async throws {
    authority = try await TestAuthority()
    trust = TrustStore(file: authority.file, environment: [:])
  }

  private func status(
    port: Int, host: String = "localhost", proxy: Proxy? = nil
  ) async throws(APIError) -> Int {
    let endpoint: Endpoint
    do { endpoint = try Endpoint("https://\(host):\(port)") } catch { throw .cancelled }
    let transport = try HTTPTransport(endpoint: endpoint, proxy: proxy, trust: trust)
    return try await transport.sendOnce(HTTPRequest("GET", "/")).status
  }

  private func chainFile(_ issued: TestAuthority.Issued) throws -> String {
    let path = "\(authority.folder)/\(UUID().uuidString).pem"
    let parts = try ([issued.certificate] + issued.chain).map {
      try String(contentsOfFile: $0, encoding: .utf8)
    }
    try parts.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `nginx is spoken to over HTTP 1 dot 1, kept alive and in chunks`() async throws {
    let issued = try await authority.issue()
    let port = try await freePort()
    let folder = authority.folder
    let chain = try chainFile(issued)
    let server = try DebianProgram(
      "nginx", ["-p", folder, "-e", "stderr", "-c", folder + "/nginx.conf"], port: port,
      file: "nginx.conf", in: folder,
      text: """
        daemon off; master_process off; pid \(folder)/nginx.pid; error_log stderr; worker_processes 1;
        events {}
        http {
          access_log off; client_body_temp_path \(folder)/b; proxy_temp_path \(folder)/p;
          fastcgi_temp_path \(folder)/f; uwsgi_temp_path \(folder)/u; scgi_temp_path \(folder)/s;
          server {
            listen 127.0.0.1:\(port) ssl http2;
            ssl_certificate \(chain); ssl_certificate_key \(issued.key);
            location / { default_type application/json; return 200 '{"protocol":"$server_protocol"}'; }
          }
        }
        """)
    defer { server.stop() }
    try await server.isListening()
    let endpoint = try Endpoint("https://localhost:\(port)")
    let transport = try HTTPTransport(endpoint: endpoint, trust: trust)
    for _ in 0..<3 {
      let response = try await transport.sendOnce(HTTPRequest("GET", "/"))
      #expect(String(decoding: response.body, as: UTF8.self) == #"{"protocol":"HTTP/1.1"}"#)
      #expect(response.clock != nil)
    }
  }

  @Test func `stunnel in front of a store is spoken to`() async throws {
    let issued = try await authority.issue()
    let store = try await ScriptedServer.start(.json("{}"))
    let port = try await freePort()
    let server = try DebianProgram(
      "stunnel4", [authority.folder + "/stunnel.conf"], port: port, file: "stunnel.conf",
      in: authority.folder,
      text: """
        foreground = yes
        pid =
        [store]
        accept = 127.0.0.1:\(port)
        connect = 127.0.0.1:\(store.port)
        cert = \(try chainFile(issued))
        key = \(issued.key)
        """)
    defer { server.stop() }
    try await server.isListening()
    #expect(try await status(port: port) == 200)
  }

  @Test(arguments: [nil, "me:secre%74", "me:wrong"])
  func `tinyproxy with a password connects who knows it`(credentials: String?) async throws {
    // A name of this machine that is not taken for loopback, so that the proxy is used.
    let host = ProcessInfo.processInfo.hostName.lowercased()
    let store = try OpenSSLServer(await authority.issue("DNS:\(host)"), host: "0.0.0.0")
    let port = try await freePort()
    let server = try DebianProgram(
      "tinyproxy", ["-d", "-c", authority.folder + "/tinyproxy.conf"], port: port,
      file: "tinyproxy.conf", in: authority.folder,
      text: """
        Port \(port)
        Listen 127.0.0.1
        Timeout 30
        Allow 127.0.0.1
        BasicAuth me secret
        ConnectPort \(store.port)
        """)
    defer { server.stop() }
    try await server.isListening()
    let endpoint = try Endpoint("https://\(host):\(store.port)")
    let address = "http://" + (credentials.map { $0 + "@" } ?? "") + "127.0.0.1:\(port)"
    let proxy = try Proxy.forEndpoint(endpoint, environment: ["https_proxy": address])
    do throws(APIError) {
      #expect(try await status(port: store.port, host: host, proxy: proxy) == 200)
      #expect(credentials == "me:secre%74")
    } catch {
      // To a wrong password tinyproxy says 401, which is any refusal.
      #expect(error.proxyFault == (credentials == nil ? .credentialsMissing : .refused))
    }
  }
}

/// A server of a Debian package, with a settings file of its own.
private final class DebianProgram: @unchecked Sendable {
  private let process = Process()
  private let port: Int

  init(
    _ name: String, _ arguments: [String], port: Int, file: String, in folder: String, text: String
  ) throws {
    self.port = port
    try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  /// Waits until it takes connections.
  func isListening() async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    let endpoint = try Endpoint("http://127.0.0.1:\(port)")
    while true {
      do throws(APIError) {
        _ = try await HTTPTransport(endpoint: endpoint, limits: .init(attempt: 2))
          .sendOnce(HTTPRequest("GET", "/"))
        return
      } catch .unreachable("Connection refused") {
        try #require(process.isRunning && ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(20))
      } catch { return }
    }
  }

  // A child inherits blocked signals, and waiting would block a thread that other tests need.
  func stop() { kill(process.processIdentifier, SIGKILL) }
}

/// A port of this machine that nobody uses, below those the kernel gives to connections.
private func freePort() async throws -> Int {
  for _ in 0..<1_000 {
    let port = nextPort.add(1, ordering: .relaxed).newValue
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    guard let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() else {
      continue
    }
    try await channel.close()
    return port
  }
  throw NoPort()
}

private let nextPort = Atomic(20_000 + Int(getpid()) % 10_000)

private struct NoPort: Error {}
