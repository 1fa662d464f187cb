import AccountModel
import Foundation
import ShellBridge
import Testing

/// What shells make of the lines is asked of the shells themselves.
struct EnvironmentLinesTests {
  /// Ways in which a person's shell may be set up.
  static let setUps: [(shell: Shell, options: String, locale: String)] = [
    (.bash, "", "C.UTF-8"), (.bash, "set -eu -o pipefail", "C.UTF-8"),
    (.bash, "set -o posix", "C"), (.bash, "shopt -s extglob nullglob", "C.UTF-8"),
    (.zsh, "", "C.UTF-8"), (.zsh, "setopt errexit nounset", "C.UTF-8"),
    (.zsh, "setopt rcquotes extendedglob shwordsplit", "C.UTF-8"), (.zsh, "", "C"),
    (.fish, "", "C.UTF-8"), (.fish, "", "C"),
  ]

  @Test(arguments: setUps)
  func `every name goes through the shell byte for byte`(
    shell: Shell, options: String, locale: String
  ) async throws {
    try await withFolder { folder in
      for name in nastyNames {
        let credentials = sampleCredentials(name: name)
        let result = try await Program.run(
          shell.rawValue,
          shell.arguments("\(options)\n\(shell.evaluateInput)\nexec env -0"),
          input: credentials.environmentLines(for: shell), environment: ["LC_ALL": locale],
          in: folder)
        #expect(result.errors == "")
        #expect(
          entries(of: result.output)["EP_ACCOUNT_NAME"] == Data(name.utf8),
          "\(name.debugDescription)")
      }
      let left = try FileManager.default.contentsOfDirectory(
        atPath: folder.path(percentEncoded: false))
      #expect(!left.contains("pwned"))
    }
  }

  @Test(arguments: Shell.allCases)
  func `a program finds all six variables`(shell: Shell) async throws {
    let result = try await Program.run(
      shell.rawValue, shell.arguments("\(shell.evaluateInput)\nexec env -0"),
      input: sampleCredentials().environmentLines(for: shell))
    let found = entries(of: result.output).filter { $0.key.hasPrefix("EP_") }
    let expected = [
      "EP_ACCOUNT_ID": "9e227208", "EP_ACCOUNT_NAME": "Acme Industrial",
      "EP_ACCOUNT_TOKEN": "account-token", "EP_ACCOUNT_TOKEN_EXPIRES": "2021-03-16T19:36:11Z",
      "EP_ACCESS_TOKEN": "access-token", "EP_ENDPOINT": "https://useast.api.elasticpath.com",
    ]
    #expect(found == expected.mapValues { Data($0.utf8) })
    #expect(sampleCredentials().environment == expected)
  }

  @Test(arguments: Shell.allCases)
  func `the unset lines remove every variable, and may run twice`(shell: Shell) async throws {
    let lines = AccountCredentials.unsetLines(for: shell)
    let strict = shell == .fish ? "" : "set -eu"
    let result = try await Program.run(
      shell.rawValue, shell.arguments("\(strict)\n\(shell.evaluateInput)\nexec env -0"),
      input: sampleCredentials().environmentLines(for: shell) + lines + lines)
    #expect(result.succeeded)
    #expect(!entries(of: result.output).keys.contains { $0.hasPrefix("EP_") })
  }

  @Test func `a token of unknown expiry hides the expiry of the one before`() {
    #expect(
      sampleCredentials(expiry: nil).environmentLines(for: .bash)
        .contains("export EP_ACCOUNT_TOKEN_EXPIRES=''\n"))
  }

  @Test func `a value loses what no environment can hold`() {
    #expect(sampleCredentials(name: "A\0B").environment["EP_ACCOUNT_NAME"] == "AB")
  }
}

/// What `env -0` printed.
func entries(of output: Data) -> [String: Data] {
  var entries: [String: Data] = [:]
  for line in output.split(separator: 0) {
    let parts = line.split(
      separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    entries[String(decoding: parts[0], as: UTF8.self)] = Data(parts[1])
  }
  return entries
}
