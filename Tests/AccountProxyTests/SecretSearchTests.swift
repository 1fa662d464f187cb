import NIOCore
import Testing

@testable import AccountProxy

/// Secrets are found however a stream is cut.
struct SecretSearchTests {
  @Test func `a secret is found wherever the stream is cut`() {
    let text = "before secretsecretA after"
    for cut in 1..<text.count {
      var search = SecretSearch(["secretA", "other"])
      var passed = ""
      #expect(throws: SecretSearch.Found.self, "cut at \(cut)") {
        passed += String(buffer: try search.pass(ByteBuffer(string: String(text.prefix(cut)))))
        passed += String(buffer: try search.pass(ByteBuffer(string: String(text.dropFirst(cut)))))
      }
      #expect("before secret".hasPrefix(passed.prefix(13)), "cut at \(cut): \(passed)")
    }
  }

  @Test func `what is no secret passes whole, byte by byte`() throws {
    let text = "secre secretsecret other secretB"
    var search = SecretSearch(["secretA"])
    var passed = ""
    for character in text {
      passed += String(buffer: try search.pass(ByteBuffer(string: String(character))))
    }
    passed += String(buffer: search.end())
    #expect(passed == text)
  }

  @Test func `what cannot be the beginning of a secret is not held back`() throws {
    var search = SecretSearch(["secretA"])
    #expect(String(buffer: try search.pass(ByteBuffer(string: "data: 1\n\n"))) == "data: 1\n\n")
  }
}
