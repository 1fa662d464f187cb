import AccountModel
import CommerceAPI
import Foundation
import Testing

@testable import AccountCore

@Suite struct `Words for connections that fail` {
  private func error(_ error: APIError) throws -> AccountError {
    AccountError(
      error, at: Store(endpoint: try Endpoint("https://store.example"), clientID: "c"),
      login: "epswitch login")
  }

  private static let faults: [TrustFault] = [
    .unreadableAuthorities(source: "--ca-file", path: "/x"),
    .noCertificates(source: "SSL_CERT_FILE", path: "/x"), .noAuthorities,
    .expired(name: "N", on: Date(timeIntervalSince1970: 0)),
    .notYetValid(name: "N", before: Date(timeIntervalSince1970: 0)), .wrongHost(names: []),
    .wrongHost(names: ["a", "b"]), .selfSigned(name: "N"), .unknownAuthority(name: "N"),
    .incompleteChain(issuer: "N"), .invalidCertificate, .oldVersion, .notTLS, .handshakeFailed,
  ]

  @Test func `each fault of a certificate has a sentence of its own`() throws {
    let words = try Self.faults.map { try error(.untrusted($0)) }
    #expect(words.allSatisfy { $0.kind == .network && $0.exitCode == 5 })
    #expect(Set(words.map(\.userMessage.summary)).count == words.count)
    #expect(words.allSatisfy { $0.userMessage.recoverySuggestion?.inCommands.isEmpty == false })
  }

  @Test func `an expired certificate is named with its date`() throws {
    let message = try error(.untrusted(Self.faults[3])).userMessage
    #expect(
      message.summary
        == "https://store.example is not trusted: the certificate “N” expired on 1970-01-01T00:00:00Z."
    )
    #expect(message.unchanged == "Nothing was changed.")
  }

  @Test func `each fault of a proxy names the proxy and its variable`() throws {
    let proxy = try #require(
      try Proxy.forEndpoint(
        Endpoint("https://store.example"),
        environment: ["HTTPS_PROXY": "http://me:hunter2@proxy.example:3128"]))
    let faults: [ProxyFailure.Fault] = [
      .unreachable("Connection refused"), .timedOut(seconds: 10), .credentialsMissing,
      .credentialsRefused, .refused, .notAProxy,
    ]
    let words = try faults.map { try error(.proxyFailed(ProxyFailure(proxy: proxy, fault: $0))) }
    #expect(words.allSatisfy { $0.exitCode == 5 })
    #expect(Set(words.map(\.userMessage.summary)).count == words.count)
    for message in words.map(\.userMessage) {
      #expect(message.summary.string.hasPrefix("The proxy proxy.example:3128 (from HTTPS_PROXY) "))
      #expect(!"\(message)".contains("hunter2"))
    }
  }

  @Test(arguments: [
    (APIError.Wait.connection, "accept a connection"), (.handshake, "complete the TLS handshake"),
    (.answer, "did not answer"), (.body(received: 12), "12 bytes of it had come"),
  ])
  func `what was waited for is named`(wait: APIError.Wait, text: String) throws {
    let error = try self.error(.timedOut(seconds: 30, waitingFor: wait))
    #expect(error.userMessage.summary.contains(text))
    #expect(error.userMessage.summary.contains("within 30 seconds"))
  }

  @Test(arguments: [
    (Budget.Overrun.seconds(600), "600 seconds"), (.bytes(256 << 20), "256 MiB"),
    (.requests(10), "10 requests"),
  ])
  func `the limit of a command is named`(overrun: Budget.Overrun, text: String) throws {
    let error = try self.error(.overBudget(overrun))
    #expect(error.exitCode == 5)
    #expect(error.userMessage.summary.contains(text))
  }
}
