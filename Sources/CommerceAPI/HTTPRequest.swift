package import AccountModel
package import Foundation

/// One request to the store, relative to its endpoint.
package struct HTTPRequest: Sendable {
  package var method: String
  /// Begins with `/`; already percent-encoded, query included.
  package var path: String
  /// `Accept`, `Content-Type` and `User-Agent` are sent besides unless they are named here.
  package var headers: [HeaderField]
  package var body: Data?
  /// The media type of the body.
  package var contentType: String

  package init(
    _ method: String, _ path: String, query: [(String, String)] = [],
    headers: [HeaderField] = [], body: Data? = nil, contentType: String = "application/json"
  ) {
    self.method = method
    self.path = query.isEmpty ? path : "\(path)?\(formEncoded(query))"
    self.headers = headers
    self.body = body
    self.contentType = contentType
  }
}

/// What came back, whole.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: Data
  /// When the request left, by this machine's clock.
  package let sent: Date
  /// When the head of the answer came, by this machine's clock.
  package let received: Date

  package init(
    status: Int, headers: [(name: String, value: String)], body: Data, sent: Date, received: Date
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.sent = sent
    self.received = received
  }

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The store's time as this answer tells it.
  package var clock: ServerClock? {
    date.map { ServerClock(header: $0, sent: sent, received: received) }
  }

  /// Seconds to wait before asking again: `Retry-After` (RFC 9110), which is seconds or a date by
  /// the store's clock.
  var retryAfter: Double? {
    guard let text = header("Retry-After") else { return nil }
    if let seconds = Double(text) { return seconds.isFinite ? seconds : nil }
    guard let retryDate = httpDate(text), let date else { return nil }
    return retryDate.timeIntervalSince(date)
  }

  private var date: Date? { header("Date").flatMap(httpDate) }

  /// Reads the body.
  ///
  /// - Parameter what: what it should be, for the error.
  func decoded<Body: Decodable>(_ type: Body.Type, what: String) throws(APIError) -> Body {
    // The time a decoder takes grows with the depth of nesting.
    guard JSONOutline(body) != nil else { throw .unreadable("the answer is not \(what)") }
    do {
      return try JSONDecoder().decode(type, from: body)
    } catch {
      throw .unreadable("the answer is not \(what)")
    }
  }
}

/// Encodes one part of a path, or a name or value of a query or form.
package func formEncoded(_ text: String) -> String { PercentEncoding.unreserved.encoded(text) }

/// Writes fields as a query, or as a body of `application/x-www-form-urlencoded`.
package func formEncoded(_ fields: [(String, String)]) -> String {
  fields.map { "\(formEncoded($0))=\(formEncoded($1))" }.joined(separator: "&")
}

/// Reads a date of HTTP (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
func httpDate(_ text: String) -> Date? {
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let words = text.split(whereSeparator: { " ,:".contains($0) })
  guard
    words.count == 8, words[7] == "GMT", let month = months.firstIndex(of: String(words[2])),
    let day = Int(words[1]), (1...31).contains(day),
    let year = Int(words[3]), (1970...9999).contains(year),
    let hour = Int(words[4]), (0...23).contains(hour),
    let minute = Int(words[5]), (0...59).contains(minute),
    // 60 is a leap second.
    let second = Int(words[6]), (0...60).contains(second)
  else { return nil }
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = .gmt
  return calendar.date(
    from: DateComponents(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second))
}
