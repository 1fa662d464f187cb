import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What `epswitch api` sends for what the command line says.
@Suite(.serialized)
struct APIRequestTests {
  /// Fields and the body they make.
  static let bodies: [([String], String)] = [
    (["-f", "a=1", "-f", "b=true"], #"{"a":"1","b":"true"}"#),
    (
      ["-F", "a=1", "-F", "b=true", "-F", "c=false", "-F", "d=null", "-F", "e=text"],
      #"{"a":1,"b":true,"c":false,"d":null,"e":"text"}"#
    ),
    (
      ["-F", "a=-1.50e3", "-F", "b=007", "-F", "c=1.", "-F", "d=9007199254740993"],
      #"{"a":-1.50e3,"b":"007","c":"1.","d":9007199254740993}"#
    ),
    (
      ["-f", "data[name]=x", "-f", "data[type]=cart", "-F", "data[in][ner]=2"],
      #"{"data":{"name":"x","type":"cart","in":{"ner":2}}}"#
    ),
    (["-f", "tags[]=a", "-F", "tags[]=2", "-F", "none[]"], #"{"none":[],"tags":["a",2]}"#),
    (
      ["-f", "q[][id]=1", "-f", "q[][n]=2", "-f", "q[][id]=3"],
      #"{"q":[{"id":"1","n":"2"},{"id":"3"}]}"#
    ),
    (["-f", "a=b=c", "-f", "empty="], #"{"a":"b=c","empty":""}"#),
    (["-f", "a=-\"\\\n\u{1}é/"], #"{"a":"-\"\\\n\u0001é/"}"#),
    (["-F", "a=@field.txt"], #"{"a":"from a file"}"#),
    (["-F", "a=@-"], #"{"a":"from stdin"}"#),
  ]

  @Test(arguments: bodies)
  func `fields become JSON`(arguments: [String], body: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try Data("from a file".utf8).write(to: URL(filePath: "\(bench.home.path)/field.txt"))
      let file = arguments.map { $0.replacing("@field", with: "@\(bench.home.path)/field") }
      try await bench.program.run(arguments: ["api", "v2/carts"] + file, input: "from stdin")
      let request = try #require(bench.server.requests.last)
      #expect(request.method == "POST")
      #expect(request.header("Content-Type") == "application/json")
      let sent = try JSONSerialization.jsonObject(with: request.body) as? NSDictionary
      let wanted = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? NSDictionary
      #expect(sent == wanted, "\(String(decoding: request.body, as: UTF8.self))")
    }
  }

  @Test func `no digit and no order is lost`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run("api", "v2/carts", "-F", "z=1.50", "-F", "a=9007199254740993")
      let request = try #require(bench.server.requests.last)
      #expect(String(decoding: request.body, as: UTF8.self) == #"{"z":1.50,"a":9007199254740993}"#)
    }
  }

  @Test func `with GET fields go into the query`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run(
        "api", "-X", "get", "v2/accounts?sort=name", "-f", "page[limit]=2",
        "-f", "filter=eq(name,a&b=c d+é)"
      ).succeeded()
      let request = try #require(bench.server.requests.last)
      #expect(request.method == "GET")
      #expect(
        request.query == [
          "sort": "name", "page[limit]": "2", "filter": "eq(name,a&b=c d+é)",
        ])
      #expect(request.body.isEmpty)
    }
  }

  @Test(arguments: ["-", "body.bin"])
  func `a body is sent byte for byte`(input: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let body = " {\"a\": 1}\n\n"
      try Data(body.utf8).write(to: URL(filePath: "\(bench.home.path)/body.bin"))
      try await bench.program.shell(
        "cd; epswitch api -X put v2/carts/1 --input \(input) -f q=1", input: body)
      let request = try #require(bench.server.requests.last)
      #expect(request.method == "PUT")
      #expect(request.body == Data(body.utf8))
      #expect(request.query == ["q": "1"])
    }
  }

  @Test func `headers are added, and stand in place of the usual ones`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run(
        "api", "v2/carts", "-H", "EP-Channel: web store", "-H", "accept:text/plain",
        "-H", "Content-Type: application/x-test", "-f", "a=1")
      let request = try #require(bench.server.requests.last)
      #expect(request.header("EP-Channel") == "web store")
      for (name, value) in [("accept", "text/plain"), ("content-type", "application/x-test")] {
        #expect(
          request.headers.filter { $0.name.lowercased() == name }.map(\.value) == [value])
      }
    }
  }

  @Test(arguments: [
    ["-H", "Authorization: Bearer mine"], ["-H", "ep-account-management-authentication-token: x"],
    ["-H", "X-Moltin-Customer-Token: x"], ["-H", "Host: evil.example"], ["-H", "no colon"],
    ["-H", "A: b\nAuthorization: x"], ["-H", "Content-Length: 3"],
    ["-f", "no value"], ["-f", "=x"], ["-f", "a[b=x"], ["-f", "a=1", "-f", "a=2"],
    ["-f", "a=1", "-f", "a[b]=2"], ["-f", "a[]=1", "-f", "a[b]=2"], ["-F", "a=@/no/such/file"],
    ["--input", "/no/such/file"], ["-X", "TRACE"], ["-X", "GET /evil"], ["--slurp"],
    ["--paginate", "-f", "a=1"], ["--paginate", "-X", "DELETE"],
  ])
  func `what cannot be sent is 64 and is not sent`(arguments: [String]) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = bench.server.requests.count
      let outcome = try await bench.program.run(arguments: ["api", "/v2/carts"] + arguments)
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.output == "")
      #expect(bench.server.requests.count == before)
    }
  }
}
