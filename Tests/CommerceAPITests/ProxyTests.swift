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

  @Test(arguments: ["y.example", "ample", "x.example:8443", "", ".", "*.", ":443", ",,", "::1"])
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

  @Test(arguments: ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"])
  func `loopback never goes through one`(address: String) throws {
    #expect(try proxy(["ALL_PROXY": "p:1", "HTTPS_PROXY": "invalid://"], for: address) == nil)
  }

  @Test func `the proxy's password is not shown`() throws {
    let found = try #require(try proxy(["ALL_PROXY": "http://me:hunter2@p:1"]))
    #expect(!"\(found)".contains("hunter2"))
  }
}

@Suite(.timeLimit(.minutes(1))) struct `Connecting through a proxy` {
  private func failure(
    of answer: ScriptedServer.Answer
  ) async throws -> (APIError?, ScriptedServer) {
    let server = try await ScriptedServer.start(answer)
    let endpoint = try Endpoint("https://store.example")
    let proxy = try Proxy.forEndpoint(
      endpoint, environment: ["HTTPS_PROXY": "http://me:p%40ss@127.0.0.1:\(server.port)"])
    let transport = try HTTPTransport(endpoint: endpoint, proxy: proxy)
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
    #expect(failure == .unreachable("the proxy asks for a user name and password"))
  }

  @Test func `a proxy that refuses is named as the cause`() async throws {
    let (failure, _) = try await failure(of: .status(403))
    #expect(failure == .unreachable("the proxy refused the connection"))
  }
}
