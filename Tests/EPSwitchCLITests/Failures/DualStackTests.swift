import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A name with two addresses, the first of which does not answer.
@Suite(
  .serialized, .enabled(if: MountNamespace.isPermitted, "no mount namespace is permitted here"),
  .enabled(if: SilentListener.isPossible, "this machine has no IPv6"))
struct DualStackTests {
  @Test func `a store whose first address does not answer is reached at the second`() async throws {
    try await withBench(.showcase) { bench in
      let port = bench.server.port
      let silent = try #require(SilentListener(port: port))
      let program = bench.program.setting(["EPSWITCH_ENDPOINT": "http://localhost:\(port)"])
      let hosts = "\(program.home.path)/hosts"
      try Data("::1 localhost\n127.0.0.1 localhost\n".utf8).write(to: URL(fileURLWithPath: hosts))
      let outcome = try await program.shell(
        """
        exec \(MountNamespace.command) bash -c '
          mount --bind \(hosts) /etc/hosts && getent ahosts localhost | head -n 1
          exec epswitch login --username \(bench.store.member.username) --password-stdin \
            --account "Acme Industrial"'
        """, input: bench.store.member.password)
      #expect(outcome.output.hasPrefix("::1 "), "\(outcome)")
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(bench.mints == 1)
      withExtendedLifetime(silent) {}
    }
  }
}

/// A port of `::1` that takes no connection and refuses none: its queue is full, so the kernel
/// drops what comes.
final class SilentListener {
  private var descriptors: [Int32] = []

  /// `nil` when the port is not free, or there is no IPv6.
  init?(port: Int) {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = in_port_t(port).bigEndian
    address.sin6_addr = in6addr_loopback
    func open(_ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
      let descriptor = socket(
        AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
      descriptors.append(descriptor)
      return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    }
    guard open({ bind($0, $1, $2) }) == 0, listen(descriptors[0], 0) == 0 else { return nil }
    // Nobody accepts them.
    for _ in 0..<4 { _ = open { connect($0, $1, $2) } }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  static let isPossible = SilentListener(port: 0) != nil
}
