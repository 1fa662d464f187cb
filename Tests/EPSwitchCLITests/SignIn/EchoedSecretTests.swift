import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A gateway that repeats what it was sent shows no password, and the history keeps nothing it says.
@Suite(.serialized)
struct EchoedSecretTests {
  @Test(arguments: [#"pa/ss"wo\rd"#, "Pässwörd/1", "correct horse+battery"])
  func `a password that is echoed as JSON is neither shown nor kept`(
    password: String
  ) async throws {
    try await withBench { bench in
      let encoded = try JSONEncoder().encode(["username": "buyer", "password": password])
      let echo = String(decoding: encoded, as: UTF8.self)
      let form =
        password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let base64 = Data("buyer:\(password)".utf8).base64EncodedString()
      bench.server.faults.turnOn(
        .error(400, details: ["Rejected \(echo)", "password=\(form)", "Basic \(base64)"]),
        for: .path("/v2/account-members/tokens"))
      let outcome = try await bench.program.run(
        "login", "--username", "buyer", "--password-stdin", input: password + "\n")
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.errors.contains("[redacted]"), "\(outcome)")
      // Half of it is too much, too.
      let halves = [String(password.prefix(5)), String(password.suffix(5))]
      for half in halves { #expect(!outcome.text.contains(half), "\(outcome)") }
      #expect(!outcome.text.contains(base64.dropFirst(12).prefix(8)), "\(outcome)")

      let history = try await bench.program.run("history", "--format", "json").succeeded().output
      #expect(history.contains("(400)"))
      for words in halves + ["Rejected", "redacted", form] {
        #expect(!history.contains(words), "\(history)")
      }
      for (name, bytes) in try bench.home.files() {
        #expect(bytes.range(of: Data(password.utf8)) == nil, "\(name)")
      }
    }
  }
}
