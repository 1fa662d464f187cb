import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

@Suite(.timeLimit(.minutes(10))) struct `Answers that are not valid HTTP` {
  private func failure(
    of answers: ScriptedServer.Answer, limits: HTTPTransport.Limits = .init(),
    method: String = "GET"
  ) async throws -> APIError? {
    let server = try await ScriptedServer.start(answers)
    let client = try server.client(limits: limits)
    return await #expect(throws: APIError.self) {
      try await client.sendOnce(HTTPRequest(method, "/", body: method == "POST" ? Data() : nil))
    }
  }

  @Test(arguments: [
    "000", "001", "050", "99", "099", "0", "-1", "", "101", "600", "999", "1000", "20", "2000",
    "x", "2x0", "+200", " 200", "0x1F", "９９",
  ])
  func `a status that no answer has is an error`(status: String) async throws {
    for end in [
      "\r\nContent-Length: 2\r\n\r\n{}", " OK\r\nContent-Length: 0\r\n\r\n", " \r\n\r\n",
      "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ] {
      for method in ["GET", "POST", "HEAD"] {
        let error = try await failure(of: .raw("HTTP/1.1 \(status)\(end)"), method: method)
        guard case .unreadable(let what) = error else {
          Issue.record("\(status)\(end): \(String(describing: error))")
          continue
        }
        #expect(what.hasPrefix("the answer is not valid HTTP"))
      }
    }
  }

  @Test(arguments: [
    "nonsense\r\n\r\n", "HTTP\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/2 200\r\n\r\n", "\0\0\0\0",
    "ICY 200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 042 No\r\n\r\n",
  ])
  func `a line that is none of HTTP is an error`(text: String) async throws {
    let error = try await failure(of: .raw(text))
    guard case .unreadable = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
  ])
  func `a connection that ends early is told apart`(text: String) async throws {
    guard case .unreachable = try await failure(of: .raw(text)) else {
      Issue.record("\(text)")
      return
    }
  }

  @Test(arguments: [
    ("", "HTTP/1.1 103 Early Hints\r\n\r\n"), ("", "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"),
    ("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), ("HTTP/1.1 200 OK\r\nX: ", "aaaaaaaaaaaaaaaa"),
    ("HTTP/1.1 ", "200"), ("", "\r\n"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a=b;"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;x=yyyyyyyyyyyyyyyyyyyy\r\nz\r\n"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: b\r\n"),
    ("HTTP/1.1 200 OK\r\n\r\n", "x"),
  ])
  func `an answer without end is given up by its size, not its time`(
    head: String, part: String
  ) async throws {
    let error = try await failure(
      of: .flood(head, then: part), limits: .init(attempt: 50, body: 1 << 20))
    guard case .unreadable = error else {
      Issue.record("\(head)\(part): \(String(describing: error))")
      return
    }
  }

  @Test func `interim answers before the final one are passed over`() async throws {
    let server = try await ScriptedServer.start(
      .raw(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
          + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
    let response = try await server.client().sendOnce(HTTPRequest("GET", "/"))
    #expect(response.status == 200)
    #expect(response.body == Data("{}".utf8))
  }

  @Test func `what is left of one answer does not answer the next request`() async throws {
    let planted = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nplanted"
    let server = try await ScriptedServer.start(
      .raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" + planted), .json("right"))
    let client = try server.client()
    #expect(try await client.sendOnce(HTTPRequest("GET", "/1")).body == Data("{}".utf8))
    if let second = try? await client.sendOnce(HTTPRequest("GET", "/2")) {
      #expect(second.body == Data("right".utf8))
    }
  }
}
