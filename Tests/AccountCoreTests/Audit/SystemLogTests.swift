@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// `audit = "syslog"`: every event reaches the system's log.
@Suite(.fewAtOnce) struct `The system's log` {
  /// A profile that audits, and sockets in place of the system's.
  private func bench() async throws -> (TestBench, SystemLog) {
    let bench = try await TestBench()
    try bench.addProfile("live") { $0.audit = .syslog }
    let folder = "/tmp/epswitch-log-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return (bench, SystemLog(journal: "\(folder)/journal", syslog: "\(folder)/log"))
  }

  private func service(_ bench: TestBench, _ log: SystemLog) throws -> AccountService {
    var configuration = bench.configuration(StoreOptions(profile: "live"), variables: [:])
    configuration.systemLog = log
    return try AccountService(configuration)
  }

  @Test func `journald gets a field for each part`() async throws {
    let (bench, log) = try await bench()
    let journal = try Socket(log.journal)
    let service = try service(bench, log)
    try await bench.signIn(service, actingAs: 0, reason: "ticket 1")
    let entry = try #require(journal.received().first)
    let lines = entry.split(separator: "\n").map(String.init)
    #expect(lines.contains("SYSLOG_IDENTIFIER=epswitch"))
    #expect(lines.contains("PRIORITY=6"))
    #expect(lines.contains("EPSWITCH_EVENT=sign-in"))
    #expect(lines.contains("EPSWITCH_RESULT=succeeded"))
    #expect(lines.contains("EPSWITCH_MEMBER_ID=\(bench.member.id)"))
    #expect(lines.contains("EPSWITCH_ACCOUNT_ID=\(bench.member.accounts[0].id)"))
    #expect(lines.contains("EPSWITCH_REASON=ticket 1"))
    #expect(lines.allSatisfy { $0.contains("=") })
    try await service.switchAccount(to: bench.account(1))
    _ = try await service.credentials(.exec)
    let kinds = journal.received().compactMap { entry in
      entry.split(separator: "\n").first { $0.hasPrefix("EPSWITCH_EVENT=") }
    }
    #expect(kinds == ["EPSWITCH_EVENT=switch", "EPSWITCH_EVENT=exec"])
  }

  @Test func `a syslog daemon gets the same parts as JSON`() async throws {
    let (bench, log) = try await bench()
    let socket = try Socket(log.syslog)
    try await bench.signIn(try service(bench, log), actingAs: 0, reason: "ticket \"2\"")
    let message = try #require(socket.received().first)
    #expect(message.hasPrefix("<86>"))
    let json = try #require(message.range(of: "]: @cee: ")).upperBound
    let members = try JSONDecoder().decode(
      [String: String].self, from: Data(message[json...].utf8))
    #expect(members["event"] == "sign-in")
    #expect(members["reason"] == "ticket \"2\"")
    #expect(members["account_id"] == bench.member.accounts[0].id)
  }

  @Test func `what cannot be logged is not done`() async throws {
    let (bench, log) = try await bench()
    let service = try service(bench, log)
    let error = await failure { try await bench.signIn(service, actingAs: 0) }
    #expect(error?.kind == .failure)
    #expect(try service.sessions().isEmpty)
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `a profile that does not ask for it sends nothing`() async throws {
    let (bench, log) = try await bench()
    try bench.settings.set(.audit, to: nil, on: "live")
    let journal = try Socket(log.journal)
    try await bench.signIn(try service(bench, log), actingAs: 0)
    #expect(journal.received().isEmpty)
  }
}

/// A datagram socket that keeps what is sent to it.
private final class Socket {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// What has arrived since the last time.
  func received() -> [String] {
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return messages }
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }
}
