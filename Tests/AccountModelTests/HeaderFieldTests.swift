import AccountModel
import Testing

struct HeaderFieldTests {
  @Test(arguments: [
    ("EP-Channel: web store", "EP-Channel", "web store"), ("X-A:b", "X-A", "b"),
    ("X-A:   b:c  ", "X-A", "b:c"), ("X-Empty:", "X-Empty", ""),
  ])
  func `a header line is read as curl reads it`(line: String, name: String, value: String) throws {
    let field = try HeaderField(line: line)
    #expect(field.name == name)
    #expect(field.value == value)
  }

  @Test(arguments: [
    ("no colon", HeaderFault.line), (": value", .name), ("a b: c", .name), ("Ä: c", .name),
    ("a: b\r\nX: c", .value), ("a: \u{7F}", .value), ("a: ü", .value),
    ("authorization: x", .reserved), ("Cookie: x", .reserved), ("HOST: x", .reserved),
    ("EP-Account-Management-Authentication-Token: x", .reserved),
    ("Transfer-Encoding: chunked", .reserved),
  ])
  func `what could break a request or change its identity is refused`(
    line: String, fault: HeaderFault
  ) {
    #expect(throws: fault) { try HeaderField(line: line) }
  }

  @Test(arguments: ["a\r\nX: y", "a b", "", "ü"])
  func `a token that no header can hold makes no header`(token: String) {
    #expect(HeaderField(authorizing: Secret(token)) == nil)
    #expect(HeaderField(identifying: Secret(token), by: .customer) == nil)
  }

  @Test func `account credentials have the headers of their kind and of the profile`() throws {
    let profileHeader = try HeaderField(name: "EP-Channel", value: "web")
    func names(_ method: SignInMethod) throws -> [String]? {
      let credentials = AccountCredentials(
        account: Account(id: AccountID("1"), name: "Acme", expiry: nil),
        token: AccountToken(secret: Secret("token"), expiry: nil), accessToken: Secret("access"),
        sessionID: SessionID(
          store: Store(endpoint: try Endpoint("https://a.example"), clientID: "c"),
          grantType: .implicit, method: method, memberID: "m"),
        profileHeaders: [profileHeader])
      return credentials.headers?.map(\.name)
    }
    #expect(
      try names(.passwordProfile("p"))
        == ["Authorization", "EP-Account-Management-Authentication-Token", "EP-Channel"])
    #expect(
      try names(.customer) == ["Authorization", "X-Moltin-Customer-Token", "EP-Channel"])
  }
}
