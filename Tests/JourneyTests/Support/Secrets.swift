import CommerceSimulator
import Foundation
import ProgramTesting

/// Secrets a session had to do with, and where they have turned up.
struct Secrets {
  private(set) var all: Set<String> = []
  /// Places where one was found that it must not be in.
  private(set) var leaks: [String] = []

  mutating func add(_ secret: String) {
    guard !secret.isEmpty else { return }
    all.insert(secret)
    // The signature alone would do to tell a token.
    if let signature = secret.split(separator: ".").last, secret.contains(".") {
      all.insert(String(signature))
    }
  }

  /// Looks for the secrets, as they are and in base 64.
  mutating func search(_ place: String, _ bytes: Data) {
    for secret in all {
      let plain = Data(secret.utf8)
      let encoded = plain.base64EncodedString().prefix { $0 != "=" }
      for form in [plain, Data(encoded.utf8)] where bytes.range(of: form) != nil {
        leaks.append("\(place) holds \(secret.prefix(12))…")
      }
    }
  }

  mutating func search(_ outcome: Outcome) {
    search("stdout of \(outcome.command)", Data(outcome.output.utf8))
    search("stderr of \(outcome.command)", Data(outcome.errors.utf8))
  }
}

extension Bench {
  /// Every token and access token the program holds and has sent.
  func secrets() async throws -> [String] {
    var secrets = [store.member.password]
    for request in server.requests {
      for name in ["Authorization", "EP-Account-Management-Authentication-Token"] {
        if let value = request.header(name) { secrets.append(value.replacing("Bearer ", with: "")) }
      }
    }
    for account in store.roster where account.lifetime > 0 {
      let outcome = try await program.run(
        "exec", "--account", account.id, "--", "printenv", "EP_ACCOUNT_TOKEN", "EP_ACCESS_TOKEN")
      secrets += outcome.outputLines
    }
    return secrets
  }
}
