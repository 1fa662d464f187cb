#if os(Linux)
  import Glibc
  import NIOCore

  /// Asks the kernel about one connection (sock_diag(7)).
  ///
  /// The tables in `/proc` say the same of all, and take the kernel milliseconds to write.
  enum SocketDiagnosis {
    /// The user of the socket that is connected from one address to another; `nil` when there is none
    /// that a process has open, or the kernel does not say.
    static func user(from peer: SocketAddress, to own: SocketAddress) -> uid_t? {
      guard let request = request(from: peer, to: own) else { return nil }
      let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | closeOnExec, socketDiagnosis)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      guard send(descriptor, request, request.count, 0) == request.count else { return nil }
      var answer = [UInt8](repeating: 0, count: 1024)
      let count = recv(descriptor, &answer, answer.count, Int32(MSG_DONTWAIT))
      guard count >= answerLength else { return nil }
      return answer.withUnsafeBytes { bytes in
        // Of a socket that no process has open any more the user is not kept.
        guard bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self) == diagnosisByFamily,
          // Where nothing is connected, the kernel looks for a socket that listens.
          bytes[17] != listening, bytes[20..<56].elementsEqual(request[24..<60]),
          bytes.loadUnaligned(fromByteOffset: 84, as: UInt32.self) != 0
        else { return nil }
        return bytes.loadUnaligned(fromByteOffset: 80, as: UInt32.self)
      }
    }

    /// `struct nlmsghdr` and `struct inet_diag_req_v2`, as linux/netlink.h and linux/inet_diag.h have
    /// them; `nil` for other sockets than those of TCP, and for two families.
    private static func request(from peer: SocketAddress, to own: SocketAddress) -> [UInt8]? {
      guard let peerBytes = bytes(of: peer), let ownBytes = bytes(of: own),
        let peerPort = peer.port, let ownPort = own.port, peerBytes.count == ownBytes.count
      else { return nil }
      func padded(_ address: [UInt8]) -> [UInt8] {
        address + [UInt8](repeating: 0, count: 16 - address.count)
      }
      func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value, Array.init)
      }
      var request = number(UInt32(16 + 56)) + number(diagnosisByFamily)
      // A request, without a number of its own.
      request += number(UInt16(1)) + number(UInt64(0))
      request += [UInt8(peerBytes.count == 4 ? AF_INET : AF_INET6), UInt8(IPPROTO_TCP), 0, 0]
      // In whatever state, on whatever interface, whichever of that address.
      request += number(UInt32.max)
      request += number(UInt16(peerPort).bigEndian) + number(UInt16(ownPort).bigEndian)
      request += padded(peerBytes) + padded(ownBytes)
      return request + number(UInt32(0)) + number(UInt64.max)
    }

    private static func bytes(of address: SocketAddress) -> [UInt8]? {
      switch address {
      case .v4(let address): withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
      case .v6(let address): withUnsafeBytes(of: address.address) { Array($0[8..<24]) }
      case .unixDomainSocket: nil
      }
    }

    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

    /// `NETLINK_SOCK_DIAG`
    private static let socketDiagnosis: Int32 = 4

    /// `SOCK_DIAG_BY_FAMILY`
    private static let diagnosisByFamily: UInt16 = 20

    /// `TCP_LISTEN`
    private static let listening: UInt8 = 10

    /// Of `struct nlmsghdr` and `struct inet_diag_msg`.
    private static let answerLength = 16 + 72
  }
#endif
