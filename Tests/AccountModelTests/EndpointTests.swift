import AccountModel
import Testing

struct EndpointTests {
  @Test(arguments: [
    ("https://useast.api.elasticpath.com", "https://useast.api.elasticpath.com:443"),
    ("useast.api.elasticpath.com", "https://useast.api.elasticpath.com:443"),
    ("  https://Shop.Example/  ", "https://shop.example:443"),
    ("https://shop.example:8443", "https://shop.example:8443"),
    ("HTTPS://shop.example", "https://shop.example:443"),
    ("localhost:8080", "https://localhost:8080"),
    ("http://localhost", "http://localhost:80"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://127.255.3.4", "http://127.255.3.4:80"),
    ("http://[::1]:8080", "http://[::1]:8080"),
    ("https://my_shop-1.example", "https://my_shop-1.example:443"),
  ])
  func `an address becomes an origin with its port written`(
    address: String, origin: String
  ) throws {
    #expect(try Endpoint(address).origin == origin)
  }

  @Test(arguments: [
    ("https://shop.example:443", "https://shop.example"),
    ("https://shop.example:80", "https://shop.example:80"),
    ("http://localhost:80", "http://localhost"),
    ("http://[::1]:8080", "http://[::1]:8080"),
  ])
  func `a person sees no usual port`(address: String, shown: String) throws {
    #expect(try Endpoint(address).description == shown)
  }

  @Test(arguments: [
    "", " ", "https://", "ftp://shop.example", "https://shop.example:0",
    "https://shop.example:65536", "https://shop.example:many", "https://sh op.example",
    "https://evil.example%2Fshop.example", "https://shop.example%00",
    "https://shop%0D%0A.example", "https://127.+1.0.0", "https://[::1",
  ])
  func `what is no address is refused`(address: String) {
    #expect(throws: EndpointError.self) { try Endpoint(address) }
  }

  @Test(arguments: [
    "https://shop.example/v2", "https://shop.example?x=1", "https://shop.example#top",
  ])
  func `more than an origin is refused, since it would be ignored`(address: String) {
    #expect(throws: EndpointError.notAnOrigin(address)) { try Endpoint(address) }
  }

  @Test(arguments: ["https://me@shop.example", "https://me:secret@shop.example"])
  func `credentials in an address are refused and not repeated`(address: String) {
    #expect(throws: EndpointError.holdsCredentials) { try Endpoint(address) }
  }

  @Test(arguments: [
    "http://shop.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
    "http://128.0.0.1", "http://127.0.0", "http://127.0.0.256", "http://0.0.0.0",
    "http://[::2]", "http://[fe80::1]",
  ])
  func `plain http leaves this machine for nobody`(address: String) {
    #expect {
      try Endpoint(address)
    } throws: { error in
      if case .plainHTTP = error as? EndpointError { true } else { false }
    }
  }

  @Test func `stores at one endpoint are told apart by their client`() throws {
    let endpoint = try Endpoint("shop.example")
    let one = Store(endpoint: endpoint, clientID: "one")
    let other = Store(endpoint: endpoint, clientID: "other")
    #expect(one.key == "https://shop.example:443|one")
    #expect(one.key != other.key)
  }
}
