import AccountModel
import Foundation
import NIOSSL
import Testing

@testable import CommerceAPI

/// Connections to `openssl s_server`, with certificates of an authority made for the test.
@Suite(.timeLimit(.minutes(10))) struct `Secure connections` {
  private let authority: TestAuthority

  init() async throws { authority = try await TestAuthority() }

  private func request(
    _ server: OpenSSLServer, host: String = "localhost", trust: TrustStore? = nil
  ) async throws(APIError) -> HTTPResponse {
    let endpoint: Endpoint
    do { endpoint = try Endpoint("https://\(host):\(server.port)") } catch { throw .cancelled }
    let transport = try HTTPTransport(
      endpoint: endpoint, trust: trust ?? TrustStore(file: authority.file, environment: [:]))
    return try await transport.sendOnce(HTTPRequest("GET", "/"))
  }

  private func fault(
    _ issued: TestAuthority.Issued, host: String = "localhost", trust: TrustStore? = nil,
    arguments: [String] = []
  ) async throws -> TrustFault? {
    let server = try OpenSSLServer(issued, arguments: arguments)
    do throws(APIError) {
      _ = try await request(server, host: host, trust: trust)
      return nil
    } catch {
      guard case .untrusted(let fault) = error else { throw error }
      return fault
    }
  }

  @Test(arguments: [["-tls1_2"], ["-tls1_3"], []])
  func `TLS 1.2 and newer are spoken with a trusted store`(versions: [String]) async throws {
    #expect(try await fault(authority.issue(), arguments: versions) == nil)
  }

  @Test func `a certificate for an address is accepted for it`() async throws {
    #expect(try await fault(authority.issue(), host: "127.0.0.1") == nil)
  }

  @Test func `HTTP 2 is not offered`() async throws {
    let issued = try await authority.issue()
    let chain = try ([issued.certificate] + issued.chain).flatMap {
      try NIOSSLCertificate.fromPEMFile($0).map { NIOSSLCertificateSource.certificate($0) }
    }
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain,
      privateKey: .privateKey(try NIOSSLPrivateKey(file: issued.key, format: .pem)))
    tls.applicationProtocols = ["h2", "http/1.1"]
    // It reads and writes HTTP/1.1 whatever was agreed on.
    let server = try await ScriptedServer.start(.json("{}"), tls: tls)
    let client = try server.client(authorities: authority.file)
    #expect(try await client.sendOnce(HTTPRequest("GET", "/")).status == 200)
    #expect(server.requests.map(\.line) == ["GET /"])
  }

  @Test(arguments: ["-tls1", "-tls1_1"])
  func `TLS below 1 dot 2 is refused`(version: String) async throws {
    let fault = try await fault(
      authority.issue(), arguments: [version, "-cipher", "ALL:@SECLEVEL=0"])
    #expect(fault == .oldVersion)
  }

  @Test func `a server of an unknown authority is refused`() async throws {
    let other = try await TestAuthority(name: "Other Root")
    let fault = try await fault(other.issue())
    #expect(fault == .unknownAuthority(name: "Other Root"))
  }

  @Test func `a server that leaves its chain out is refused`() async throws {
    var issued = try await authority.issue()
    issued.chain = []
    #expect(try await fault(issued) == .incompleteChain(issuer: "Test Intermediate"))
  }

  @Test func `a certificate of its own is refused until it is trusted`() async throws {
    let issued = try await authority.selfSigned()
    #expect(try await fault(issued) == .selfSigned(name: "Test Server"))
    let trust = TrustStore(file: issued.certificate, environment: [:])
    #expect(try await fault(issued, trust: trust) == nil)
  }

  @Test func `a certificate of another host is refused`() async throws {
    let issued = try await authority.issue("DNS:other.example,DNS:*.shop.example")
    #expect(
      try await fault(issued) == .wrongHost(names: ["other.example", "*.shop.example"]))
    #expect(
      try await fault(issued, host: "127.0.0.1")
        == .wrongHost(names: ["other.example", "*.shop.example"]))
  }

  @Test func `an expired certificate is refused with its date`() async throws {
    let issued = try await authority.issue(dates: ("20200101000000Z", "20200201000000Z"))
    #expect(
      try await fault(issued)
        == .expired(name: "Test Server", on: Date(timeIntervalSince1970: 1_580_515_200)))
  }

  @Test func `a certificate that is not yet valid is refused with its date`() async throws {
    let issued = try await authority.issue(dates: ("20490101000000Z", "20491231000000Z"))
    #expect(
      try await fault(issued)
        == .notYetValid(name: "Test Server", before: Date(timeIntervalSince1970: 2_493_072_000)))
  }

  @Test func `what does not speak TLS is told apart`() async throws {
    for greeting in ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"] {
      let server = try await PlainServer.start(greeting)
      let transport = try HTTPTransport(
        endpoint: try Endpoint("https://localhost:\(server.port)"),
        trust: TrustStore(file: authority.file, environment: [:]))
      await #expect(throws: APIError.untrusted(.notTLS)) {
        try await transport.sendOnce(HTTPRequest("GET", "/"))
      }
    }
  }

  @Test func `a stall in the handshake is given up`() async throws {
    let server = try await PlainServer.start(nil)
    let transport = try HTTPTransport(
      endpoint: try Endpoint("https://localhost:\(server.port)"),
      trust: TrustStore(file: authority.file, environment: [:]), limits: .init(connect: 3))
    await #expect(throws: APIError.timedOut(seconds: 3, waitingFor: .handshake)) {
      try await transport.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test(arguments: [("127.0.0.1", ["localhost", "127.0.0.1"]), ("[::1]", ["[::1]"])])
  func `a host with one family of addresses is reached`(
    address: String, hosts: [String]
  ) async throws {
    // Where localhost has two addresses, the first refuses connections.
    let server = try OpenSSLServer(await authority.issue(), host: address)
    for host in hosts { #expect(try await request(server, host: host).status == 200) }
  }

  // MARK: Authorities

  @Test func `the variables of OpenSSL name authorities`() async throws {
    let issued = try await authority.issue()
    let other = try await TestAuthority(name: "Other Root")
    let file = TrustStore(file: nil, environment: ["SSL_CERT_FILE": authority.file])
    #expect(try await fault(issued, trust: file) == nil)
    let folder = authority.folder + "/trusted"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: authority.file, toPath: folder + "/root.pem")
    for environment in [
      ["SSL_CERT_FILE": other.file, "SSL_CERT_DIR": folder],
      ["SSL_CERT_DIR": "\(folder)"], ["SSL_CERT_DIR": "\(other.folder):\(folder)"],
    ] {
      let trust = TrustStore(file: nil, environment: environment)
      #expect(try await fault(issued, trust: trust) == nil, "\(environment)")
    }
    // The option goes first, alone.
    let option = TrustStore(file: other.file, environment: ["SSL_CERT_FILE": authority.file])
    #expect(try await fault(issued, trust: option) != nil)
  }

  @Test(arguments: [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ])
  func `the authorities of the usual systems are found`(path: String) async throws {
    let system = authority.folder + "/system"
    let place = URL(filePath: system + path)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: authority.file, toPath: place.path)
    let trust = TrustStore(file: nil, environment: ["SSL_CERT_FILE": ""], root: system)
    #expect(trust.paths == [system + path])
    #expect(try await fault(authority.issue(), trust: trust) == nil)
  }

  @Test func `authorities that are missing or none are named`() throws {
    func fault(_ trust: TrustStore) throws -> TrustFault? {
      let error = #expect(throws: APIError.self) {
        try HTTPTransport(endpoint: try Endpoint("https://x.example"), trust: trust)
      }
      if case .untrusted(let fault) = error { return fault }
      return nil
    }
    #expect(
      try fault(TrustStore(file: "/no/such", environment: [:]))
        == .unreadableAuthorities(source: "--ca-file", path: "/no/such"))
    for variable in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
      #expect(
        try fault(TrustStore(file: nil, environment: [variable: "/no/such"]))
          == .unreadableAuthorities(source: variable, path: "/no/such"))
    }
    let text = authority.folder + "/openssl.cnf"
    #expect(
      try fault(TrustStore(file: text, environment: [:]))
        == .noCertificates(source: "--ca-file", path: text))
    #expect(
      try fault(TrustStore(file: nil, environment: [:], root: "/no/such")) == .noAuthorities)
  }
}
