import Foundation
import GRDB

/// Values as bytes that say the same only for the same values: each has its kind and its length
/// before it, so that none runs into the next.
struct CanonicalEncoding {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: Int64?) {
    guard let number else { return bytes.append(0) }
    append(kind: 1, number)
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(kind: 3, $0) }
  }

  /// Every row that a query gives, and how many there are.
  mutating func append(rowsOf sql: String, in db: Database) throws {
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql))
    append(sql)
    var count: Int64 = 0
    while let row = try rows.next() {
      count += 1
      for value in row.databaseValues { append(value) }
    }
    append(count)
  }

  private mutating func append(_ value: DatabaseValue) {
    switch value.storage {
    case .null: bytes.append(0)
    case .int64(let number): append(kind: 1, number)
    case .double(let number): append(kind: 2, Int64(bitPattern: number.bitPattern))
    case .string(let text): append(text)
    case .blob(let data): data.withUnsafeBytes { append(kind: 4, $0.bindMemory(to: UInt8.self)) }
    }
  }

  private mutating func append(kind: UInt8, _ number: Int64) {
    bytes.append(kind)
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(kind: UInt8, _ contents: UnsafeBufferPointer<UInt8>) {
    append(kind: kind, Int64(contents.count))
    bytes.append(contentsOf: contents)
  }
}
