package import AccountModel
import Foundation

extension CommerceClient {
  /// A `GET` with the bearer and, where one is given, an account token.
  package func get(
    _ path: String, bearer: Secret, token: Secret? = nil
  ) async throws(APIError) -> HTTPResponse {
    var headers = [(name: "Authorization", value: "Bearer \(bearer.reveal())")]
    if let token { headers.append((Self.tokenHeader, token.reveal())) }
    return try await send(
      HTTPRequest("GET", path, headers: headers), secrets: [bearer, token].compactMap(\.self))
  }

  /// A `POST` of `{"data": …}` with the bearer and, where one is given, an account token.
  ///
  /// - Parameter secrets: what is secret in the data, to be kept out of errors.
  func post(
    _ path: String, data: [String: String], bearer: Secret, token: Secret? = nil,
    secrets: [Secret] = [], isRepeatable: Bool = true
  ) async throws(APIError) -> HTTPResponse {
    var headers = [
      (name: "Authorization", value: "Bearer \(bearer.reveal())"),
      (name: "Content-Type", value: "application/json"),
    ]
    if let token { headers.append((Self.tokenHeader, token.reveal())) }
    let body: Data
    do {
      body = try JSONEncoder().encode(["data": data])
    } catch {
      throw .unreadable("the request could not be written")
    }
    return try await send(
      HTTPRequest("POST", path, headers: headers, body: body, isRepeatable: isRepeatable),
      secrets: secrets + [bearer, token].compactMap(\.self))
  }
}
