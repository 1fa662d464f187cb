import AccountModel
import NIOSSL

/// Who a certificate is for and who issued it (RFC 5280, section 4.1), which the TLS library does
/// not tell.
struct CertificateNames {
  /// The common name, else the organization; cleaned.
  let subjectName: String
  let issuerName: String
  /// Whether subject and issuer are the same, as in a root or a self-signed certificate.
  let isSelfIssued: Bool

  /// `nil` for a certificate that is not well formed.
  init?(_ certificate: NIOSSLCertificate) {
    guard let bytes = try? certificate.toDERBytes() else { return nil }
    self.init(der: bytes[...])
  }

  init?(der: ArraySlice<UInt8>) {
    var outer = der
    guard var whole = DERElement(from: &outer)?.content,
      var fields = DERElement(from: &whole)?.content
    else { return nil }
    // The version is marked and may be missing; then serial number and algorithm.
    if fields.first == 0xA0 { _ = DERElement(from: &fields) }
    guard DERElement(from: &fields) != nil, DERElement(from: &fields) != nil,
      let issuer = DERElement(from: &fields)?.content, DERElement(from: &fields) != nil,
      let subject = DERElement(from: &fields)?.content
    else { return nil }
    isSelfIssued = issuer == subject
    subjectName = readableName(subject)
    issuerName = readableName(issuer)
  }
}

/// One element of DER (X.690): a tag, a length and the content.
private struct DERElement {
  let tag: UInt8
  let content: ArraySlice<UInt8>

  /// Takes the first element off the bytes; `nil` where there is no whole one.
  init?(from bytes: inout ArraySlice<UInt8>) {
    guard let tag = bytes.popFirst(), let first = bytes.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...3).contains(count), bytes.count >= count else { return nil }
      length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      bytes = bytes.dropFirst(count)
    }
    guard bytes.count >= length else { return nil }
    self.tag = tag
    content = bytes.prefix(length)
    bytes = bytes.dropFirst(length)
  }
}

private func readableName(_ name: ArraySlice<UInt8>) -> String {
  var sets = name
  var found: [[UInt8]: String] = [:]
  while var set = DERElement(from: &sets)?.content {
    guard var attribute = DERElement(from: &set)?.content,
      let type = DERElement(from: &attribute)?.content,
      let value = DERElement(from: &attribute)
    else { break }
    // Texts of other encodings than ASCII and UTF-8 are no longer issued.
    found[Array(type)] = cleanText(String(decoding: value.content, as: UTF8.self), limit: 80)
  }
  let commonName: [UInt8] = [0x55, 0x04, 0x03]
  let organization: [UInt8] = [0x55, 0x04, 0x0A]
  let text = found[commonName] ?? found[organization] ?? ""
  return text.isEmpty ? "without a name" : text
}
