import Foundation
import Hummingbird
import Logging

/// A request on its way to an endpoint, with all that the server knows about it.
struct Exchange: RequestContext {
  struct Source: RequestContextSource {
    let logger: Logger
    let arrival: RecordedRequest
    let faults: [Fault]
    let now: Date
    let baseURL: String
  }

  var coreContext: CoreRequestContextStorage
  let arrival: RecordedRequest
  /// What strikes this request.
  let faults: [Fault]
  /// The server's time.
  let now: Date
  /// Where the client found the server, for links.
  let baseURL: String

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    arrival = source.arrival
    faults = source.faults
    now = source.now
    baseURL = source.baseURL
  }
}

extension Exchange {
  /// The bearer token of `Authorization`.
  var bearerToken: String? {
    guard let value = arrival.header("Authorization") else { return nil }
    let words = value.split(separator: " ", maxSplits: 1)
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
  }

  var accountToken: String? { arrival.header("EP-Account-Management-Authentication-Token") }

  func page() throws(CommerceError) -> Page { try Page(FormFields(values: arrival.query)) }

  /// `data` of the JSON body.
  func bodyData() throws(CommerceError) -> JSONValue {
    guard let body = JSONValue(parsing: arrival.body) else {
      throw .badRequest("the body is not JSON")
    }
    guard let data = body["data"] else { throw .badRequest("data is required") }
    return data
  }

  func isLost(_ accountID: String) -> Bool { faults.contains(.lostAccount(id: accountID)) }
}

extension JSONValue {
  /// A member that has to be there and to hold text.
  func required(_ name: String) throws(CommerceError) -> String {
    guard let text = self[name]?.text, !text.isEmpty else {
      throw .badRequest("The field '\(name)' is required")
    }
    return text
  }
}
