import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import NIOCore
import ProgramTesting
import Synchronization
import Testing

@testable import AccountProxy

/// A real session that is switched while an upload, a stream of events and single requests go on.
@Suite(.timeLimit(.minutes(10)))
struct SwitchingJourneyTests {
  @Test func `every request acts as the account its line names, while ten switches happen`()
    async throws
  {
    let machine = try await Machine()
    let upstream = try await Upstream.start(keepsBytes: false) { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      let path = arrival.text.prefix { $0 != "\r\n" }.split(separator: " ").dropFirst().first
      let token = arrival.text.firstMatch(
        of: /EP-Account-Management-Authentication-Token: (\S+)/)?.output.1
      machine.seen.withLock { $0[String(path ?? "")] = token.map(String.init) }
      switch path {
      case "/events":
        arrival.send(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        machine.events.withLock { $0 = arrival }
      case "/upload":
        // Its end is what is waited for; the bytes are counted.
        break
      default: arrival.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      }
      return true
    }
    let session = try await machine.service().forwarding(
      as: try machine.service().actingAccount(), for: .api, allowsWrites: false, reason: nil,
      prompter: PasswordPrompter(password: ""))
    let log = ProxyBench.Entries()
    let proxy = try await APIProxy.start(
      .port(0), to: ForwardingRoute(endpoint: try Endpoint("http://127.0.0.1:\(upstream.port)")),
      authority: session, log: { log.append($0) })
    let port = try #require(proxy.server.port)
    let base = proxy.baseAddress.dropFirst("http://127.0.0.1:\(port)".count)
    func head(_ method: String, _ path: String, _ headers: String = "") -> String {
      "\(method) \(base)\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(headers)\r\n"
    }

    let listener = try await RawClient.connect(port: port)
    try await listener.send(head("GET", "/events"))
    try await waitUntil("the stream") { machine.events.withLock { $0 } != nil }
    let size = 50 << 20
    let uploader = try await RawClient.connect(port: port)
    try await uploader.send(head("POST", "/upload", "Content-Length: \(size)\r\n"))
    let before = residentBytes()
    let uploading = Task {
      let part = String(repeating: "x", count: 1 << 18)
      for _ in 0..<(size >> 18) { try await uploader.send(part) }
    }

    for number in 0..<10 {
      let account = machine.account(number % 3)
      try await machine.switchAccount(to: account)
      let token = try await machine.token()
      let client = try await RawClient.connect(port: port)
      try await client.send(head("GET", "/n/\(number)"))
      machine.events.withLock { $0 }?.send("a\r\ndata: \(number + 10)\n\n\r\n")
      try await waitUntil("answer \(number)") { client.text.hasSuffix("ok") }
      try await waitUntil("event \(number)") {
        listener.text.contains("data: \(number + 10)\n\n")
      }
      try await waitUntil("line \(number)") { log.all.contains { $0.path == "/n/\(number)" } }
      let entry = try #require(log.all.first { $0.path == "/n/\(number)" })
      #expect(entry.status == 200)
      #expect(entry.identity?.account.id == account)
      #expect(machine.seen.withLock { $0["/n/\(number)"] } == token.reveal())
    }
    try await uploading.value
    try await waitUntil("the whole upload") { upstream.byteCount > size }
    // The upload and what tests keep of it are far apart: a proxy that collects it holds all 50 MiB.
    #expect(residentBytes() - before < 40 << 20)
    await listener.close()
    await uploader.close()
    await proxy.server.stop()
    #expect(!log.all.contains { $0.status.map { $0 >= 400 } ?? false })
  }

  /// What this process has in memory, in bytes.
  private func residentBytes() -> Int {
    let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }
}

/// A machine of its own with a session, and services as processes have them.
private final class Machine: Sendable {
  let seen = Mutex<[String: String]>([:])
  let events = Mutex<Upstream.Arrival?>(nil)
  private let server: CommerceServer
  private let folder = NSTemporaryDirectory() + "epswitch-proxy-\(UUID().uuidString)"

  init() async throws {
    server = try await CommerceServer.start(SimulatedStore(scenario: .showcase))
    let service = try service()
    var request = SignInRequest(mechanism: .password, username: server.store.member.username)
    request.account = server.store.member.accounts[0].id
    _ = try await service.signIn(
      request, at: try service.selector(),
      prompter: PasswordPrompter(password: server.store.member.password))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func service() throws -> AccountService {
    try AccountService(
      AccountService.Configuration(
        stateDirectory: folder, configDirectory: nil,
        variables: AccountVariables([
          "EPSWITCH_ENDPOINT": server.baseURL, "EPSWITCH_CLIENT_ID": server.store.clientID,
          "EPSWITCH_VAULT_KEY": "file",
        ])))
  }

  func account(_ index: Int) -> AccountID { AccountID(server.store.member.accounts[index].id) }

  func switchAccount(to account: AccountID) async throws {
    let service = try service()
    let selector = try service.selector()
    _ = try await service.switchAccount(
      to: account, in: try service.summary(at: selector).id, at: selector,
      prompter: PasswordPrompter(password: ""))
  }

  func token() async throws -> Secret {
    let service = try service()
    return try await service.token(
      for: try service.actingAccount(), reason: nil, prompter: PasswordPrompter(password: ""))
  }
}

/// Knows the password, and nothing else.
private struct PasswordPrompter: Prompter {
  let password: String

  var isInteractive: Bool { true }

  func secret(_ field: PromptField) async throws(PromptError) -> Secret { Secret(password) }
}
