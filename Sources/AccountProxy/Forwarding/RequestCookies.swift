import NIOHTTP1

/// The cookies of a request (RFC 6265, section 4.2).
struct RequestCookies {
  private(set) var pairs: [(name: Substring, value: Substring)]

  init(_ headers: HTTPHeaders) {
    pairs = headers["Cookie"].flatMap { $0.split(separator: ";") }.map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (trimmed(sides[0]), sides.count > 1 ? trimmed(sides[1]) : "")
    }
  }

  func values(named name: String) -> [Substring] {
    pairs.filter { $0.name == name }.map(\.value)
  }

  mutating func remove(where isRemoved: (Substring) -> Bool) {
    pairs.removeAll { isRemoved($0.name) }
  }

  mutating func add(_ name: String, _ value: String) { pairs.append((name[...], value[...])) }

  /// The value of the header; `nil` when there is none to send.
  var header: String? {
    pairs.isEmpty ? nil : pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
  }
}

private func trimmed(_ text: Substring) -> Substring {
  var text = text.drop { $0 == " " || $0 == "\t" }
  while let last = text.last, last == " " || last == "\t" { text.removeLast() }
  return text
}
