import AccountModel
import Testing

@testable import CommerceAPI

@Suite struct `Choosing a proxy` {
  private func proxy(
    _ environment: [String: String], for address: String = "https://x.example"
  ) throws -> Proxy? {
    try Proxy.forEndpoint(try Endpoint(address), environment: environment)
  }

  @Test(arguments: ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
  func `the usual variables name it`(variable: String) throws {
    let found = try #require(try proxy([variable: "http://p.example:3128"]))
    #expect(found.kind == .http)
    #expect(found.host == "p.example")
    #expect(found.port == 3128)
  }

  @Test(arguments: [
    (["HTTPS_PROXY": "a:1", "ALL_PROXY": "b:1"], "a"),
    (["HTTPS_PROXY": "a:1", "https_proxy": "b:1"], "b"),
    (["HTTPS_PROXY": "", "ALL_PROXY": "b:1"], "b"),
    (["HTTP_PROXY": "a:1"], nil), ([:], nil),
  ])
  func `the most particular variable goes first`(
    environment: [String: String], host: String?
  ) throws {
    #expect(try proxy(environment)?.host == host)
  }

  @Test(arguments: [
    ("p.example", Proxy.Kind.http, "p.example", 80), ("p.example:3128", .http, "p.example", 3128),
    ("HTTP://p.example/", .http, "p.example", 80), ("http://[::1]:8080", .http, "::1", 8080),
    ("socks5://p.example", .socks5, "p.example", 1080),
    ("socks5h://p.example:9050", .socks5, "p.example", 9050),
  ])
  func `the address is read`(address: String, kind: Proxy.Kind, host: String, port: Int) throws {
    let found = try #require(try proxy(["HTTPS_PROXY": address]))
    #expect((found.kind, found.host, found.port) == (kind, host, port))
  }

  @Test(arguments: [
    ("http://", ProxyError.Fault.invalid), ("http://p.example:99999", .invalid),
    ("http://p.example:0", .invalid), ("://", .invalid), ("http://p q", .invalid),
    ("https://p.example", .unsupportedScheme("https")),
    ("socks4://p.example", .unsupportedScheme("socks4")),
    ("socks5://me:hunter2@p.example", .unsupportedSOCKSPassword),
  ])
  func `a proxy that is not valid or not supported is an error that names the variable`(
    address: String, fault: ProxyError.Fault
  ) {
    for variable in ["https_proxy", "ALL_PROXY"] {
      let error = #expect(throws: ProxyError(variable: variable, fault: fault)) {
        try proxy([variable: address])
      }
      #expect(error?.reason.contains("hunter2") == false)
    }
  }

  @Test(arguments: [
    "x.example", "X.Example", ".example", "example", "*", "a.example, x.example",
    "a.example x.example", "*.example", "x.example:443",
  ])
  func `NO_PROXY takes a host out`(exceptions: String) throws {
    for variable in ["NO_PROXY", "no_proxy"] {
      #expect(try proxy(["HTTPS_PROXY": "p:1", variable: exceptions]) == nil)
    }
  }

  @Test(arguments: [
    "y.example", "ample", "x.example:8443", "", ".", "*.", ":443", ",,", "::1", "10.0.0.0/8",
    "0.0.0.0/0",
  ])
  func `NO_PROXY takes no other host out`(exceptions: String) throws {
    #expect(try proxy(["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]) != nil)
  }

  @Test(arguments: [
    ("2001:db8::1", true), ("[2001:db8::1]", true), ("[2001:db8::1]:443", true),
    ("2001:db8::2", false), ("[2001:db8::1]:8443", false),
  ])
  func `NO_PROXY takes addresses of IPv6`(exception: String, isDirect: Bool) throws {
    let found = try proxy(
      ["HTTPS_PROXY": "p:1", "NO_PROXY": exception], for: "https://[2001:db8::1]")
    #expect((found == nil) == isDirect)
  }

  @Test(arguments: [
    ("10.1.2.3", true), ("10.0.0.0/8", true), ("10.1.2.0/24", true), ("10.1.2.2/31", true),
    ("10.1.2.3/32", true), ("10.1.2.3/0", true), ("10.1.2.3:443", true), ("10.1.2.3:80", false),
    ("10.1.2.0/31", false), ("11.0.0.0/8", false), ("0.0.0.0/0", false), ("10.0.0.0/33", false),
    ("10.0.0.0/-1", false), ("10.0.0.0/x", false), ("1.2.3", false), ("2.3", false),
    ("::/0", false),
  ])
  func `NO_PROXY takes addresses and blocks of addresses`(exception: String, isDirect: Bool) throws
  {
    let found = try proxy(
      ["HTTPS_PROXY": "p:1", "NO_PROXY": "a.example,\(exception)"], for: "https://10.1.2.3")
    #expect((found == nil) == isDirect)
  }

  @Test(arguments: [
    ("2001:db8::/32", true), ("2001:db8::/127", true), ("2001:db8:0:0::1", true),
    ("2001:db9::/32", false), ("2001:db8::/129", false), ("10.0.0.0/8", false),
  ])
  func `NO_PROXY takes blocks of IPv6`(exception: String, isDirect: Bool) throws {
    let found = try proxy(
      ["HTTPS_PROXY": "p:1", "NO_PROXY": exception], for: "https://[2001:db8::1]")
    #expect((found == nil) == isDirect)
  }

  @Test(arguments: ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"])
  func `loopback never goes through one`(address: String) throws {
    #expect(try proxy(["ALL_PROXY": "p:1", "HTTPS_PROXY": "invalid://"], for: address) == nil)
  }

  @Test func `the proxy's password is not shown`() throws {
    let found = try #require(try proxy(["ALL_PROXY": "http://me:hunter2@p:1"]))
    #expect(!"\(found)".contains("hunter2"))
  }
}

@Suite(.timeLimit(.minutes(10))) struct `Connecting through a proxy` {
  private func failure(
    of answer: ScriptedServer.Answer
  ) async throws -> (APIError?, ScriptedServer) {
    let server = try await ScriptedServer.start(answer)
    let endpoint = try Endpoint("https://store.example")
    let proxy = try Proxy.forEndpoint(
      endpoint, environment: ["HTTPS_PROXY": "http://me:p%40ss@127.0.0.1:\(server.port)"])
    let transport = try HTTPTransport(endpoint: endpoint, proxy: proxy, trust: .anyFolder)
    do throws(APIError) {
      _ = try await transport.sendOnce(HTTPRequest("GET", "/"))
      return (nil, server)
    } catch {
      return (error, server)
    }
  }

  @Test func `a tunnel is asked for with the proxy's credentials`() async throws {
    let (failure, server) = try await failure(of: .status(407))
    let request = try #require(server.requests.first)
    #expect(request.line == "CONNECT store.example:443")
    #expect(request.headers["proxy-authorization"] == "Basic bWU6cEBzcw==")
    #expect(failure?.proxyFault == .credentialsRefused)
  }

  @Test func `a proxy that refuses is named as the cause`() async throws {
    let (failure, _) = try await failure(of: .status(403))
    #expect(failure?.proxyFault == .refused)
  }

  @Test func `a proxy that asks for a password that is not given says so`() async throws {
    let server = try await ScriptedServer.start(.status(407))
    let failure = await failure(through: "http://127.0.0.1:\(server.port)")
    #expect(failure?.proxyFault == .credentialsMissing)
    #expect(server.requests.first?.headers["proxy-authorization"] == nil)
  }

  @Test func `a proxy that is down is named, not the store`() async throws {
    for scheme in ["http", "socks5", "socks5h"] {
      // Port 1 is reserved, and nothing on a test machine listens on it.
      let failure = await failure(through: "\(scheme)://127.0.0.1:1")
      #expect(failure?.proxyFault == .unreachable("Connection refused"))
    }
  }

  @Test(arguments: [
    "HTTP/1.1 050 No\r\n\r\n", "HTTP/1.1 099 No\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 101 Up\r\n\r\n", "HTTP/1.1 999 No\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "\u{5}\u{0}",
    "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 050 No\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nnonsense",
    "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 000 No\r\n\r\n", "",
    "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n",
  ])
  func `what is no proxy is an error`(text: String) async throws {
    let server = try await ScriptedServer.start(.raw(text))
    #expect(await failure(through: "http://127.0.0.1:\(server.port)") != nil)
    let other = try await PlainServer.start(text)
    #expect(await failure(through: "socks5://127.0.0.1:\(other.port)") != nil)
  }

  @Test(arguments: ["socks5", "socks5h"])
  func `a SOCKS proxy is asked for the store by name`(scheme: String) async throws {
    let authority = try await TestAuthority()
    let store = try OpenSSLServer(await authority.issue("DNS:store.example"))
    let socks = try await SOCKSServer.start(to: store.port)
    let endpoint = try Endpoint("https://store.example")
    let transport = try HTTPTransport(
      endpoint: endpoint,
      proxy: try Proxy.forEndpoint(
        endpoint, environment: ["ALL_PROXY": "\(scheme)://127.0.0.1:\(socks.port)"]),
      trust: TrustStore(file: authority.file, environment: [:]))
    #expect(try await transport.sendOnce(HTTPRequest("GET", "/")).status == 200)
    #expect(socks.requested.values == ["store.example"])
  }

  @Test(arguments: [
    (UInt8(255), UInt8(0), ProxyFailure.Fault.credentialsMissing), (2, 0, .credentialsMissing),
    (0, 1, .refused), (0, 2, .refused), (0, 5, .refused),
  ])
  func `a SOCKS proxy that refuses is named as the cause`(
    method: UInt8, reply: UInt8, fault: ProxyFailure.Fault
  ) async throws {
    let socks = try await SOCKSServer.start(to: 1, method: method, reply: reply)
    let failure = await failure(through: "socks5://127.0.0.1:\(socks.port)")
    #expect(failure?.proxyFault == fault)
  }

  private func failure(through address: String) async -> APIError? {
    await #expect(throws: APIError.self) {
      let endpoint = try Endpoint("https://store.example")
      let proxy = try Proxy.forEndpoint(endpoint, environment: ["ALL_PROXY": address])
      let transport = try HTTPTransport(
        endpoint: endpoint, proxy: proxy, trust: .anyFolder,
        limits: .init(connect: 20, attempt: 40))
      _ = try await transport.sendOnce(HTTPRequest("GET", "/"))
    }
  }
}

extension APIError {
  /// What went wrong at the proxy, if that is what it is about.
  var proxyFault: ProxyFailure.Fault? {
    if case .proxyFailed(let failure) = self { failure.fault } else { nil }
  }
}

extension TrustStore {
  /// For connections that fail before a certificate is looked at, on machines without authorities.
  fileprivate static let anyFolder = TrustStore(file: "/", environment: [:])
}
