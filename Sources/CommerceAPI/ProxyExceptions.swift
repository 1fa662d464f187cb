import AccountModel
import Foundation

/// The hosts that `NO_PROXY` takes out, as curl reads it: host names with everything below them,
/// addresses, blocks of addresses (`192.168.0.0/16`), or `*` for everything. An entry may name a
/// port besides, which curl does not know.
struct ProxyExceptions {
  private let entries: [Substring]

  init(_ text: String) {
    entries = text.lowercased().split { $0 == "," || $0.isWhitespace }
  }

  func cover(_ endpoint: Endpoint) -> Bool {
    let address = NetworkAddress(endpoint.host)
    return entries.contains { entry in
      if entry == "*" { return true }
      if let address {
        return Self.isAddress(entry, address, port: endpoint.port)
      }
      return Self.isDomain(entry, of: endpoint)
    }
  }

  private static func isAddress(
    _ entry: Substring, _ address: NetworkAddress, port: Int
  ) -> Bool {
    if let bracket = entry.firstIndex(of: "]"), entry.hasPrefix("[") {
      let inner = entry[entry.index(after: entry.startIndex)..<bracket]
      let rest = entry[entry.index(after: bracket)...]
      return NetworkAddress(inner) == address && (rest.isEmpty || rest == ":\(port)")
    }
    let sides = entry.split(separator: "/", omittingEmptySubsequences: false)
    if sides.count == 2, let network = NetworkAddress(sides[0]), let bits = Int(sides[1]) {
      return address.isIn(network, bits: bits)
    }
    if NetworkAddress(entry) == address { return true }
    let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && Int(parts[1]) == port && NetworkAddress(parts[0]) == address
  }

  private static func isDomain(_ entry: Substring, of endpoint: Endpoint) -> Bool {
    let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.count < 2 || Int(parts[1]) == endpoint.port else { return false }
    var domain = parts[0].hasPrefix("*.") ? parts[0].dropFirst() : parts[0]
    if domain.hasPrefix(".") { domain = domain.dropFirst() }
    if domain.hasSuffix(".") { domain = domain.dropLast() }
    let host = endpoint.host.hasSuffix(".") ? endpoint.host.dropLast() : endpoint.host[...]
    return !domain.isEmpty && (host == domain || host.hasSuffix(".\(domain)"))
  }
}

/// An address of IPv4 (4 bytes) or IPv6 (16 bytes).
struct NetworkAddress: Hashable {
  let bytes: [UInt8]

  /// Reads it as people write it, without brackets; `nil` for anything else.
  init?(_ text: some StringProtocol) {
    for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: size)
      if inet_pton(family, String(text), &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// Whether the first bits are those of a network; no bits mean all of them, as curl has it.
  func isIn(_ network: NetworkAddress, bits: Int) -> Bool {
    guard network.bytes.count == bytes.count, (0...bytes.count * 8).contains(bits) else {
      return false
    }
    let (whole, rest) = (bits == 0 ? bytes.count * 8 : bits).quotientAndRemainder(dividingBy: 8)
    guard bytes.prefix(whole) == network.bytes.prefix(whole) else { return false }
    guard rest > 0 else { return true }
    let shift = 8 - rest
    return bytes[whole] >> shift == network.bytes[whole] >> shift
  }
}
