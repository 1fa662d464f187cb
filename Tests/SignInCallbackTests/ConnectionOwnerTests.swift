import Foundation
import NIOCore
import NIOHTTP1
import ProgramTesting
import Testing

@testable import Loopback
@testable import SignInCallback

/// Only the user who began a sign-in may answer it.
@Suite(.timeLimit(.minutes(10)))
struct ConnectionOwnerTests {
  static let rows = """
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
       0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101
       1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 102
       2: 0100007F:C351 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0
       3: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:1F90 01 0:0 0:0 0 1001 0 103
       4: 00000000000000000000000001000000:C353 00000000000000000000000001000000:1F90 01 0:0 0:0 0 1002 0 104
    """

  @Test(
    arguments: [
      ("127.0.0.1", 50_000, 1000), ("127.0.0.1", 50_001, nil), ("127.0.0.1", 50_002, 1001),
      ("::1", 50_003, 1002), ("127.0.0.1", 50_004, nil),
    ] as [(String, Int, uid_t?)])
  func `the kernel's table names the user of a live socket`(
    address: String, port: Int, user: uid_t?
  ) throws {
    let peer = try #require(
      ConnectionOwner.tableKeys(of: try SocketAddress(ipAddress: address, port: port)))
    let own = try #require(
      ConnectionOwner.tableKeys(of: try SocketAddress(ipAddress: address, port: 8080)))
    #expect(ConnectionOwner.user(from: peer, to: own, in: Self.rows) == user)
  }

  @Test func `our own connections are known in both families, and unknown without the table`()
    async throws
  {
    let server = try await RunningServer.start(handle: acceptRightState)
    for address in ["127.0.0.1", "[::1]"] {
      let page = try await server.browser.get("/other", at: address)
      #expect(page.status == .notFound)
    }
    let channel = try await server.browser.connect(stays: true)
    // The kernel has no user of a connection that the server has not accepted yet.
    try await waitUntil("the server accepts the connection") {
      ConnectionOwner.of(channel, table: { _ in nil }) != .unknown
    }
    // The kernel says it at once, and its tables where it does not.
    #expect(ConnectionOwner.of(channel, table: { _ in nil }) == .ownUser)
    #expect(ConnectionOwner.of(channel, user: { _, _ in nil }) == .ownUser)
    #expect(ConnectionOwner.of(channel, user: { _, _ in nil }, table: { _ in nil }) == .unknown)
    #expect(ConnectionOwner.of(channel, user: { _, _ in nil }, table: { _ in "" }) == .nobody)
    #expect(ConnectionOwner.of(channel, user: { _, _ in 65_534 }) == .otherUser)
    let (one, two) = (try #require(channel.remoteAddress), try #require(channel.localAddress))
    #expect(ConnectionOwner.kernelUser(from: one, to: two) == geteuid())
    let nobody = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    #expect(ConnectionOwner.kernelUser(from: nobody, to: two) == nil)
    // A socket that listens there is none that is connected.
    #expect(ConnectionOwner.kernelUser(from: one, to: nobody) == nil)
    try await channel.close()
    server.callback.cancel()
    _ = await server.callback.result
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be another user"))
  func `another user's answer is refused, and the right one still counts`() async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    for address in ["127.0.0.1", "[::1]"] {
      let answer = try curl(
        "http://\(address):\(server.browser.port)/callback?code=theirs&state=right", asUser: 65_534)
      #expect(answer.hasSuffix("403"), "\(answer)")
    }
    let page = try await server.browser.get("/callback?code=ours&state=right")
    #expect(page.status == .ok)
    #expect(try await server.callback.value.contains("ours"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be another user"))
  func `the address of the provider is given to our own user alone, once`() async throws {
    let target = "https://login.example/authorize?state=s3cret"
    let handOff = try await BrowserHandOff.start(to: target)
    let theirs = try curl(handOff.address, asUser: 65_534)
    #expect(theirs.hasSuffix("403"))
    #expect(!theirs.contains("s3cret"))
    let ours = try curl(handOff.address, asUser: nil)
    #expect(ours.hasSuffix("302"))
    #expect(ours.contains("location: \(target)") || ours.contains("Location: \(target)"))
    #expect(try !curl(handOff.address, asUser: nil).contains("s3cret"))
  }

  /// The head of an answer, and its status at the end.
  private func curl(_ address: String, asUser user: uid_t?) throws -> String {
    let process = Process()
    let output = Pipe()
    let command = [
      "curl", "-s", "-g", "-o", "/dev/null", "-D", "-", "-w", "%{http_code}", address,
    ]
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      user.map { ["setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] + command }
      ?? command
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
