/// What a person looks accounts up by. It is read in one way wherever accounts are looked up: by
/// commands, completions, the picker and the dashboard.
///
/// A text that holds a UUID, with or without dashes, in quotes, parentheses or an address, means the
/// account of that ID and nothing else. Any other text is words, all of which have to match, in any
/// order, whatever their case and accents.
package struct AccountQuery: Sendable, Equatable {
  /// A word in its searched form.
  package struct Word: Sendable, Equatable {
    package let letters: [UInt16]

    /// The two parts of the short form of an ID, `32d94f45…052c`; `nil` where there is no `…`.
    package let shortID: ShortID?

    package struct ShortID: Sendable, Equatable {
      package let head: [UInt16]
      package let tail: [UInt16]
    }
  }

  /// The UUIDs in the text, in lower case and with dashes, each once. They are alternatives.
  package let ids: [String]

  /// Empty when there are ``ids``, or no text.
  package let words: [Word]

  package init(_ text: String) {
    ids = uuids(in: text)
    guard ids.isEmpty else {
      words = []
      return
    }
    var folder = TextFolder()
    words = text.split(whereSeparator: \.isWhitespace).compactMap { part in
      let word = withoutQuotes(part)
      let letters = folder.fold(word)
      guard !letters.isEmpty else { return nil }
      let ends = word.split(separator: "…", omittingEmptySubsequences: false)
      let shortID =
        ends.count == 2
        ? Word.ShortID(head: folder.fold(ends[0]), tail: folder.fold(ends[1])) : nil
      return Word(letters: letters, shortID: shortID)
    }
  }

  /// Whether the text asks for nothing.
  package var isEmpty: Bool { ids.isEmpty && words.isEmpty }

  /// Whether a text is an e-mail address, as members have them: nothing that a shell would read
  /// otherwise is in it.
  package static func isEmailAddress(_ text: String) -> Bool { emailAddress(in: text) == text }

  /// The only e-mail address in a text, such as that of a ticket; `nil` where there is none or several.
  package static func emailAddress(in text: String) -> String? {
    let found = Set(
      text.matches(of: /[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+/)
        .map { String($0.output.0) })
    return found.count == 1 ? found.first : nil
  }

  /// Fewer characters of an ID mean nothing to a command.
  package static let shortestID = 4
}

/// A word as somebody copied it from a sentence; one that is made of such signs only stays.
private func withoutQuotes(_ word: Substring) -> Substring {
  func isQuote(_ character: Character) -> Bool { "\"'“”„‘’«»()[]<>{},;".contains(character) }
  var inner = word.drop(while: isQuote)
  while inner.last.map(isQuote) == true { inner.removeLast() }
  return inner.isEmpty ? word : inner
}

/// The UUIDs that stand by themselves in a text, in lower case and with dashes, each once.
private func uuids(in text: String) -> [String] {
  let bytes = Array(text.utf8)
  guard bytes.count >= 32 else { return [] }
  var found: [String] = []
  var start = 0
  while start + 32 <= bytes.count {
    if start == 0 || !isLetterOrDigit(bytes[start - 1]),
      let length = [36, 32].first(where: { isUUID(bytes[start...].prefix($0), length: $0) }),
      start + length == bytes.count || !isLetterOrDigit(bytes[start + length])
    {
      let digits = bytes[start..<start + length].filter { $0 != UInt8(ascii: "-") }
      let uuid = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        .map { String(decoding: digits[$0], as: UTF8.self).lowercased() }.joined(separator: "-")
      if !found.contains(uuid) { found.append(uuid) }
      start += length
    } else {
      start += 1
    }
  }
  return found
}

/// - Parameter length: 36 with dashes, 32 without.
private func isUUID(_ bytes: ArraySlice<UInt8>, length: Int) -> Bool {
  guard bytes.count == length else { return false }
  return bytes.enumerated().allSatisfy { offset, byte in
    length == 36 && [8, 13, 18, 23].contains(offset)
      ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default: false
  }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
    true
  default: false
  }
}
