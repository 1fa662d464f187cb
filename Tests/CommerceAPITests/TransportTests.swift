import AccountModel
import Foundation
import NIOSSL
import Testing

@testable import CommerceAPI

@Suite(.timeLimit(.minutes(1))) struct `Bounds of a request` {
  @Test(arguments: [ScriptedServer.Answer.trickle, .silence])
  func `an answer that does not end is given up after the limit`(
    answer: ScriptedServer.Answer
  ) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(limits: .init(attempt: 1))
    let start = ContinuousClock.now
    await #expect(throws: APIError.timedOut(seconds: 1)) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    #expect((.seconds(1)..<(.seconds(15))).contains(ContinuousClock.now - start))
  }

  @Test(arguments: [ScriptedServer.Answer.trickle, .silence])
  func `cancelling ends a request that is under way`(answer: ScriptedServer.Answer) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(limits: .init(attempt: 3600))
    let request = Task { try await client.sendOnce(HTTPRequest("GET", "/")) }
    for await _ in server.arrivals { break }
    request.cancel()
    await #expect(throws: APIError.cancelled) { try await request.value }
  }

  @Test func `an answer that is too large is not read`() async throws {
    let large = String(repeating: "x", count: (1 << 20) + 1)
    let server = try await ScriptedServer.start(.json(large))
    let client = try server.client(limits: .init(body: 1 << 20))
    await #expect(throws: APIError.unreadable("the answer is larger than 1 MiB")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test func `a connection that breaks is unreachable`() async throws {
    let server = try await ScriptedServer.start(.disconnect)
    let client = try server.client()
    await #expect(throws: APIError.unreachable("the connection broke")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test func `a port where nothing listens is unreachable`() async throws {
    // Port 1 is reserved, and nothing on a test machine listens on it.
    let endpoint = try Endpoint("http://127.0.0.1:1")
    let transport = try HTTPTransport(endpoint: endpoint)
    await #expect(throws: APIError.unreachable("Connection refused")) {
      try await transport.sendOnce(HTTPRequest("GET", "/"))
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct `Secure connections` {
  @Test(arguments: [.tlsv12, nil] as [TLSVersion?])
  func `TLS 1.2 and newer are spoken with a trusted store`(newest: TLSVersion?) async throws {
    let certificate = try await TestCertificate()
    let server = try await ScriptedServer.start(
      .json("{}"), tls: try certificate.serverConfiguration(newest: newest))
    let client = try server.client(authorities: certificate.certificatePath)
    #expect(try await client.sendOnce(HTTPRequest("GET", "/")).status == 200)
  }

  @Test func `TLS 1.1 is refused`() async throws {
    let certificate = try await TestCertificate()
    let server = try await ScriptedServer.start(
      tls: try certificate.serverConfiguration(newest: .tlsv11))
    let client = try server.client(authorities: certificate.certificatePath)
    await #expect(throws: APIError.untrusted("no secure connection could be made")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a certificate of another authority is refused`() async throws {
    let server = try await ScriptedServer.start(
      tls: try await TestCertificate().serverConfiguration())
    let other = try await TestCertificate()
    let client = try server.client(authorities: other.certificatePath)
    await #expect(throws: APIError.untrusted("the certificate is not trusted")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a certificate of another host is refused`() async throws {
    let certificate = try await TestCertificate(host: "other.example")
    let server = try await ScriptedServer.start(tls: try certificate.serverConfiguration())
    let client = try server.client(authorities: certificate.certificatePath)
    await #expect(throws: APIError.untrusted("the certificate is for another host")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a file of authorities that is missing is an error`() throws {
    let endpoint = try Endpoint("https://x.example")
    #expect(
      throws: APIError.untrusted(
        "the file of certificate authorities /no/such/file is not readable")
    ) {
      try HTTPTransport(endpoint: endpoint, authorities: "/no/such/file")
    }
  }
}
