package import Foundation
import HTTPTypes
import HummingbirdCore
import Synchronization

/// A request that arrived at the store, and as whom it was made.
package struct RecordedRequest: Hashable, Sendable {
  /// A header field as it was sent.
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  /// A member acting as an account.
  package struct Actor: Hashable, Sendable {
    package let memberID: String
    package let accountID: String
  }

  package let method: String
  /// The path without the query.
  package let path: String
  /// The decoded fields of the query.
  package let query: [String: String]
  package let headers: [Header]
  package let body: Data
  /// The `authentication_mechanism` of a request that mints account tokens.
  package let mechanism: String?
  /// The access token it carried, when the store issued it; expired ones included.
  package var accessToken: AccessToken?
  /// Who its account token stands for, when the store minted it; expired ones included. It does not
  /// say that the token was accepted.
  package var actor: Actor?

  /// The value of a header field; upper and lower case do not differ.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

extension RecordedRequest {
  init(_ request: Request, body: Data) {
    method = request.method.rawValue
    path = request.uri.path
    query = FormFields(parsing: request.uri.query ?? "").values
    headers = request.headers.map { Header(name: $0.name.rawName, value: $0.value) }
    self.body = body
    mechanism =
      path.hasPrefix(CommercePath.memberTokens)
      ? JSONValue(parsing: body)?["data"]?["authentication_mechanism"]?.text : nil
  }

  /// The token of `Authorization: Bearer`, whoever issued it.
  package var bearerToken: String? {
    guard let value = header("Authorization") else { return nil }
    let words = value.split(separator: " ", maxSplits: 1)
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
  }

  /// The token of `EP-Account-Management-Authentication-Token`, whoever minted it.
  package var accountToken: String? { header("EP-Account-Management-Authentication-Token") }
}

/// What a store handed out so far; requests that were refused do not count.
package struct IssueCounts: Hashable, Sendable {
  /// How many access tokens were issued.
  package internal(set) var accessTokens = 0
  /// How many requests minted account tokens, by `authentication_mechanism`. A page of a roster is
  /// one such request, however many rows it has.
  package internal(set) var mintsByMechanism: [String: Int] = [:]

  /// How many requests minted account tokens.
  package var mints: Int { mintsByMechanism.values.reduce(0, +) }
}

/// The requests that arrived, the newest last, how many were in flight at once, and how many tokens
/// they got.
final class RequestLog: Sendable {
  /// Older requests are forgotten, so that a simulator can run for days.
  static let capacity = 10_000

  private struct State {
    var requests: [RecordedRequest] = []
    var total = 0
    var inFlight = 0
    var peakInFlight = 0
    var issued = IssueCounts()
  }

  private let state = Mutex(State())

  var requests: [RecordedRequest] { state.withLock { $0.requests } }

  /// How many arrived, the forgotten ones included.
  var total: Int { state.withLock { $0.total } }

  /// How many are not answered yet.
  var inFlight: Int { state.withLock { $0.inFlight } }

  var peakInFlight: Int { state.withLock { $0.peakInFlight } }

  /// What was handed out, to the forgotten requests too.
  var issued: IssueCounts { state.withLock { $0.issued } }

  func begin(_ request: RecordedRequest) {
    state.withLock { state in
      // Dropping half at once keeps the cost of a request constant.
      if state.requests.count == Self.capacity {
        state.requests.removeFirst(Self.capacity / 2)
      }
      state.requests.append(request)
      state.total += 1
      state.inFlight += 1
      state.peakInFlight = max(state.peakInFlight, state.inFlight)
    }
  }

  func end() { state.withLock { $0.inFlight -= 1 } }

  func countAccessToken() { state.withLock { $0.issued.accessTokens += 1 } }

  func countMint(by mechanism: String) {
    state.withLock { $0.issued.mintsByMechanism[mechanism, default: 0] += 1 }
  }

  /// Forgets all requests and counts; requests in flight stay counted.
  func clear() {
    state.withLock { state in
      state.requests = []
      state.total = 0
      state.peakInFlight = state.inFlight
      state.issued = IssueCounts()
    }
  }
}
