package import NIOCore

#if os(Linux)
  package import Glibc
#else
  package import Darwin
#endif

/// The user of this machine at the other end of a loopback connection.
///
/// Every user can connect to loopback, and what they need there could be read from the arguments of
/// a program or guessed. So only connections of our own user are answered, and those of root, which
/// can do anything here.
package enum ConnectionOwner: Equatable, Sendable {
  case ownUser
  case otherUser

  /// No socket of this system is the other end, or its process has closed it.
  case nobody

  /// The kernel's table of connections cannot be read.
  case unknown

  /// Asks the kernel for the other end of a connection, and where it does not say, looks it up in
  /// `/proc/net/tcp` and `tcp6`, as proc(5) describes them.
  ///
  /// On macOS there is neither, so every connection counts as our own.
  ///
  /// - Parameters:
  ///   - user: the user of the socket that is connected from one address to another.
  ///   - table: gives the text of a table; `nil` where it cannot be read.
  package static func of(
    _ channel: any Channel,
    user: (SocketAddress, SocketAddress) -> uid_t? = ConnectionOwner.kernelUser,
    table: (String) -> String? = ConnectionOwner.kernelTable
  ) -> ConnectionOwner {
    #if os(Linux)
      guard let peer = channel.remoteAddress, let own = channel.localAddress else {
        return .unknown
      }
      if let user = user(peer, own) { return ConnectionOwner(user) }
      guard let peerKeys = tableKeys(of: peer), let ownKeys = tableKeys(of: own)
      else { return .unknown }
      // A table is read in pieces, between which a row may move: on a busy machine, several times.
      for _ in 0..<20 {
        guard let ofIPv4 = table("/proc/net/tcp") else { return .unknown }
        // Without IPv6 in the kernel there is no second table.
        let rows = ofIPv4 + (table("/proc/net/tcp6") ?? "")
        if let user = Self.user(from: peerKeys, to: ownKeys, in: rows) {
          return ConnectionOwner(user)
        }
      }
      return .nobody
    #else
      return .ownUser
    #endif
  }

  package static func kernelUser(from peer: SocketAddress, to own: SocketAddress) -> uid_t? {
    #if os(Linux)
      SocketDiagnosis.user(from: peer, to: own)
    #else
      nil
    #endif
  }

  #if os(Linux)
    private init(_ user: uid_t) {
      self = user == geteuid() || user == 0 ? .ownUser : .otherUser
    }

    /// The user of the socket that is connected from one address to another; `nil` when there is none.
    /// A socket that its process has closed belongs to nobody: it has no inode any more.
    static func user(from peer: Set<String>, to own: Set<String>, in rows: String) -> uid_t? {
      var rows = rows
      return rows.withUTF8 { table in
        for peer in peer {
          for own in own {
            if let user = user(of: Array("\(peer) \(own) ".utf8), in: UnsafeRawBufferPointer(table))
            {
              return user
            }
          }
        }
        return nil
      }
    }

    /// Compares bytes and reads only the row that it is about: a busy machine has tens of thousands.
    private static func user(of addresses: [UInt8], in table: UnsafeRawBufferPointer) -> uid_t? {
      guard var row = table.baseAddress else { return nil }
      let end = row + table.count
      while row < end {
        let next = memchr(row, 0x0A, end - row).map { UnsafeRawPointer($0) } ?? end
        defer { row = next + 1 }
        // Behind the number of the row, a colon and a blank.
        guard let colon = memchr(row, 0x3A, next - row).map({ UnsafeRawPointer($0) }),
          next - colon > addresses.count + 2,
          memcmp(colon + 2, addresses, addresses.count) == 0
        else { continue }
        let start = colon + 2 + addresses.count
        let rest = UnsafeRawBufferPointer(start: start, count: next - start)
        let fields = String(decoding: rest, as: UTF8.self).split(separator: " ")
        if fields.count > 6, fields[6] != "0" { return uid_t(fields[4]) }
      }
      return nil
    }

    /// An address and port as the tables write them: the address as 32-bit words of this machine's
    /// byte order, in hexadecimal. An address of IPv4 can stand in the table of IPv6, mapped.
    static func tableKeys(of address: SocketAddress) -> Set<String>? {
      func key(_ bytes: [UInt8], _ port: Int) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 4) {
          let word = bytes[start..<start + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
          text += padded(String(word, radix: 16, uppercase: true), to: 8)
        }
        return text + ":" + padded(String(port, radix: 16, uppercase: true), to: 4)
      }
      func padded(_ text: String, to count: Int) -> String {
        String(repeating: "0", count: max(0, count - text.count)) + text
      }
      guard let port = address.port else { return nil }
      switch address {
      case .v4(let address):
        // Behind family and port of `sockaddr_in`.
        let bytes = withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
        return [
          key(bytes, port), key([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + bytes, port),
        ]
      case .v6(let address):
        // Behind family, port and flow of `sockaddr_in6`.
        return [key(withUnsafeBytes(of: address.address) { Array($0[8..<24]) }, port)]
      case .unixDomainSocket: return nil
      }
    }

    package static func kernelTable(_ path: String) -> String? {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 256 * 1024)
      while bytes.count < 64 << 20 {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes += chunk[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  #else
    package static func kernelTable(_ path: String) -> String? { nil }
  #endif
}
