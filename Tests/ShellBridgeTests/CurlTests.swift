import AccountModel
import Foundation
import ShellBridge
import Testing

/// curl is asked what it understood: `--libcurl` writes its settings down as a C program. Nothing
/// listens on port 9, so nothing is sent.
struct CurlTests {
  private let nowhere = Store(endpoint: try! Endpoint("http://127.0.0.1:9"), clientID: "client-1")

  @Test func `curl reads headers and address from the configuration`() async throws {
    let grant = sampleGrant(token: #"a"b\c#d"#, store: nowhere)
    let path = #"/v2/accounts?page[limit]=5&filter=eq(name,"a\b")"#
    let result = try await Program.run(
      "curl", ["-sL", "--libcurl", "-", "-K", "-"],
      input: grant.curlConfiguration(path: path))
    for line in [
      #""Authorization: Bearer bearer-token");"#,
      #""EP-Account-Management-Authentication-Token: a\"b\\c#d");"#,
      #"CURLOPT_URL, "http://127.0.0.1:9/v2/accounts\?page[limit]=5&filter=eq(name,\"a\\b\")");"#,
    ] {
      #expect(result.text.contains(line), "\(result.text)\(result.errors)")
    }
  }

  @Test func `curl reads the header lines from standard input`() async throws {
    let result = try await Program.run(
      "curl", ["-s", "--libcurl", "-", "-H", "@-", "http://127.0.0.1:9/"],
      input: sampleGrant().headerLines())
    #expect(result.text.contains(#""Authorization: Bearer bearer-token");"#))
    #expect(
      result.text.contains(#""EP-Account-Management-Authentication-Token: account-token");"#))
  }

  @Test func `without a path the address is the caller's`() throws {
    #expect(
      try sampleGrant().curlConfiguration() == """
        header = "Authorization: Bearer bearer-token"
        header = "EP-Account-Management-Authentication-Token: account-token"
        max-redirs = 0
        globoff

        """)
  }

  @Test(arguments: ["", "v2/accounts", "@evil.example/", ".evil.example/", ":80@evil.example"])
  func `the tokens go to no other host`(path: String) {
    #expect(throws: ShellBridgeError.notAPath(path)) {
      try sampleGrant().curlConfiguration(path: path)
    }
  }

  @Test func `a path cannot add a line of its own`() throws {
    let text = try sampleGrant().curlConfiguration(path: "/a\nurl = \"https://evil.example\"\r\t")
    #expect(
      text.hasSuffix(
        #"url = "https://useast.api.elasticpath.com/a\nurl = \"https://evil.example\"\r\t""# + "\n")
    )
  }
}
