/// How a text is written where only some characters may stand as they are (RFC 3986, section 2.1).
package struct PercentEncoding: Sendable {
  /// By byte.
  private let isKept: [Bool]

  /// - Parameter others: the ASCII characters that stay, besides letters and digits.
  package init(keeping others: String) {
    var isKept = [Bool](repeating: false, count: 256)
    let always = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    for byte in (always + others).utf8 { isKept[Int(byte)] = true }
    self.isKept = isKept
  }

  /// Keeps the unreserved characters alone (RFC 3986, section 2.3).
  package static let unreserved = PercentEncoding(keeping: "-._~")

  package func encoded(_ text: String) -> String {
    if text.utf8.allSatisfy({ isKept[Int($0)] }) { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isKept[Int(byte)] {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
