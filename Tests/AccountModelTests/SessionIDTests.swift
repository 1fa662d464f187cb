import AccountModel
import Testing

struct SessionIDTests {
  @Test func `sessions that differ in any part are different`() throws {
    func id(
      _ endpoint: String = "https://a.example", _ client: String = "c",
      _ grant: GrantType = .implicit, _ method: SignInMethod = .passwordProfile("p"),
      _ member: String = "m"
    ) throws -> SessionID {
      SessionID(
        store: Store(endpoint: try Endpoint(endpoint), clientID: client), grantType: grant,
        method: method, memberID: member)
    }
    let all = try [
      id(), id("https://b.example"), id("https://a.example:8443"), id("http://localhost"),
      id("https://a.example", "d"), id("https://a.example", "c", .clientCredentials),
      id("https://a.example", "c", .implicit, .passwordProfile("q")),
      id("https://a.example", "c", .implicit, .openIDProfile("p")),
      id("https://a.example", "c", .implicit, .customer),
      id("https://a.example", "c", .implicit, .heldToken),
      id("https://a.example", "c", .implicit, .passwordProfile("p"), "n"),
    ]
    #expect(Set(all).count == all.count)
    #expect(Set(all.map(\.parts)).count == all.count)
  }

  @Test(arguments: [
    SignInMethod.passwordProfile("p"), .openIDProfile(""), .customer, .heldToken,
  ])
  func `a sign-in method is read back from its kind and profile`(method: SignInMethod) {
    #expect(SignInMethod(kind: method.kind, profileID: method.profileID) == method)
  }

  @Test(
    arguments: [
      ("password-profile", nil), ("customer", "p"), ("held-token", ""), ("other", nil),
    ] as [(String, String?)])
  func `anything else is no sign-in method`(kind: String, profileID: String?) {
    #expect(SignInMethod(kind: kind, profileID: profileID) == nil)
  }

  @Test(
    arguments: [
      (nil, nil, nil, "m-1"), ("user", nil, nil, "user"), ("user", "Bea", nil, "Bea"),
      ("user", nil, "b@a.example", "b@a.example"),
      ("user", "Bea", "b@a.example", "Bea <b@a.example>"),
    ] as [(String?, String?, String?, String)])
  func `a member is called what a person recognises`(
    username: String?, name: String?, email: String?, displayName: String
  ) {
    let member = AccountMember(id: "m-1", username: username, name: name, email: email)
    #expect(member.displayName == displayName)
  }
}
