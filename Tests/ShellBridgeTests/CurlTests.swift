import AccountModel
import Foundation
import ShellBridge
import Testing

/// curl is asked what it understood: `--libcurl` writes its settings down as a C program. Nothing
/// listens on port 9, so nothing is sent.
struct CurlTests {
  private let nowhere = Store(endpoint: try! Endpoint("http://127.0.0.1:9"), clientID: "client-1")

  @Test func `curl reads headers and address from the configuration`() async throws {
    let credentials = sampleCredentials(token: #"a"b\c#d"#, store: nowhere)
    let path = #"/v2/accounts?page[limit]=5&filter=eq(name,"a\b")"#
    let result = try await Program.run(
      "curl", ["-sL", "--libcurl", "-", "-K", "-"],
      input: credentials.curlConfiguration(path: path))
    for line in [
      #""Authorization: Bearer access-token");"#,
      #""EP-Account-Management-Authentication-Token: a\"b\\c#d");"#,
      #"CURLOPT_URL, "http://127.0.0.1:9/v2/accounts\?page[limit]=5&filter=eq(name,\"a\\b\")");"#,
    ] {
      #expect(result.text.contains(line), "\(result.text)\(result.errors)")
    }
  }

  @Test func `curl reads the header lines from standard input`() async throws {
    let result = try await Program.run(
      "curl", ["-s", "--libcurl", "-", "-H", "@-", "http://127.0.0.1:9/"],
      input: sampleCredentials().headerLines())
    #expect(result.text.contains(#""Authorization: Bearer access-token");"#))
    #expect(
      result.text.contains(#""EP-Account-Management-Authentication-Token: account-token");"#))
  }

  @Test func `curl reads the headers of the profile from the configuration`() async throws {
    let credentials = sampleCredentials(store: nowhere, profileHeaders: profileHeaders)
    let result = try await Program.run(
      "curl", ["-s", "--libcurl", "-", "-K", "-"],
      input: credentials.curlConfiguration(path: "/v2/carts"))
    for line in [
      #""Authorization: Bearer access-token");"#, #""EP-Channel: web \"store\" \\ 1");"#,
      #""EP-Org-ID: org-1");"#,
    ] {
      #expect(result.text.contains(line), "\(result.text)\(result.errors)")
    }
  }

  @Test func `without a path the address is the caller's`() throws {
    #expect(
      try sampleCredentials().curlConfiguration() == """
        header = "Authorization: Bearer access-token"
        header = "EP-Account-Management-Authentication-Token: account-token"
        max-redirs = 0
        globoff

        """)
  }

  @Test(arguments: ["", "v2/accounts", "@evil.example/", ".evil.example/", ":80@evil.example"])
  func `the tokens go to no other host`(path: String) {
    #expect(throws: ShellBridgeError.notAPath(path)) {
      try sampleCredentials().curlConfiguration(path: path)
    }
  }

  @Test func `a path cannot add a line of its own`() throws {
    let text = try sampleCredentials().curlConfiguration(
      path: "/a\nurl = \"https://evil.example\"\r\t")
    #expect(
      text.hasSuffix(
        #"url = "https://useast.api.elasticpath.com/a\nurl = \"https://evil.example\"\r\t""# + "\n")
    )
  }
}
