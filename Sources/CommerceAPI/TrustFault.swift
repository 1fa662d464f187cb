package import Foundation

/// Why a connection to the store is not secure. Names in it come from certificates and are cleaned.
package enum TrustFault: Hashable, Sendable {
  /// A file or folder of authorities that cannot be read; the source is an option or a variable.
  case unreadableAuthorities(source: String, path: String)
  /// A file that holds no certificate.
  case noCertificates(source: String, path: String)
  /// This machine has no certificate authorities.
  case noAuthorities
  /// A certificate of the chain, by its common name.
  case expired(name: String, on: Date)
  case notYetValid(name: String, before: Date)
  /// The names the certificate is for; there may be none.
  case wrongHost(names: [String])
  case selfSigned(name: String)
  /// The chain ends at this authority, which is not trusted.
  case unknownAuthority(name: String)
  /// The server sends nothing between its own certificate and this issuer, which is not trusted.
  case incompleteChain(issuer: String)
  /// The certificate is refused for another reason, such as what it may be used for.
  case invalidCertificate
  /// The server speaks no TLS 1.2 or newer.
  case oldVersion
  /// What answers does not speak TLS.
  case notTLS
  case handshakeFailed
}
