import AccountModel
import Foundation

// The API writes one thing in several ways. These functions read each known way and treat anything
// else as missing, so that one odd field does not make the whole answer unreadable.

extension KeyedDecodingContainer {
  /// A text, also when it was written as a number.
  func looseText(_ key: Key) -> String? {
    if let text = try? decode(String.self, forKey: key) { return text }
    if let number = try? decode(Int64.self, forKey: key) { return String(number) }
    return nil
  }

  /// A whole number, also when it was written as a text.
  func looseInt(_ key: Key) -> Int? {
    if let number = try? decode(Int.self, forKey: key) { return number }
    if let number = try? decode(Double.self, forKey: key) { return Int(exactly: number.rounded()) }
    return (try? decode(String.self, forKey: key)).flatMap { Int($0) }
  }

  /// A number of records other than 0, also when it was written as a text.
  func looseCount(_ key: Key) -> RecordCount? {
    looseInt(key).flatMap { RecordCount($0) }.flatMap { $0.value > 0 ? $0 : nil }
  }

  /// A moment: ISO-8601 with or without a fraction and an offset, or seconds since 1970, the latter
  /// also as a text.
  func looseExpiry(_ key: Key) -> Expiry? {
    if let text = try? decode(String.self, forKey: key) { return Expiry(wire: text) }
    return (try? decode(Double.self, forKey: key)).flatMap { Expiry(epoch: $0) }
  }

  /// A part that may be missing or of another shape.
  func loosePart<Part: Decodable>(_ key: Key, as type: Part.Type = Part.self) -> Part? {
    try? decode(type, forKey: key)
  }
}

/// Either one element or a list of them; elements of an unknown shape are left out.
struct OneOrMany<Element: Decodable>: Decodable {
  let elements: [Element]
  /// How many there were, the ones left out included.
  let count: Int

  init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var elements: [Element] = []
      var count = 0
      while !list.isAtEnd {
        guard count < Self.mostElements else {
          throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "too many elements"))
        }
        let slot = try list.decode(Slot.self)
        count += 1
        if let element = slot.element { elements.append(element) }
      }
      self.elements = elements
      self.count = count
    } else {
      elements = [try Element(from: decoder)]
      count = 1
    }
  }

  /// A page of the API has 100 at most.
  private static var mostElements: Int { 10_000 }

  private struct Slot: Decodable {
    let element: Element?
    init(from decoder: any Decoder) { element = try? Element(from: decoder) }
  }
}

extension Expiry {
  /// Reads a moment as the API writes it in text.
  init?(wire text: String) {
    if let number = Double(text) {
      self.init(epoch: number)
      return
    }
    // Longer than any such text, and no strategy should be tried on it.
    guard text.utf8.count <= 64 else { return nil }
    for style in Self.styles {
      if let date = try? Date(text, strategy: style) {
        self.init(epoch: date.timeIntervalSince1970.rounded(.down), isMilliseconds: false)
        return
      }
    }
    return nil
  }

  /// Seconds since 1970; beyond the year 5138 it must be milliseconds.
  init?(epoch number: Double) {
    guard number >= 0 else { return nil }
    self.init(epoch: number, isMilliseconds: number >= 1e11)
  }

  private init?(epoch number: Double, isMilliseconds: Bool) {
    let seconds = isMilliseconds ? number / 1000 : number
    guard
      seconds >= Double(Expiry.range.lowerBound), seconds <= Double(Expiry.range.upperBound)
    else { return nil }
    self.init(epochSeconds: Int64(seconds))
  }

  private static let styles = [
    Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle(),
  ]
}
